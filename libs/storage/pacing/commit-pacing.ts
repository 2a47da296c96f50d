import type { Instant, MailboxUse } from '#engine';
import { iso } from '#engine';
import { holderKeys } from '../contacts/list-contacts.ts';
import { type ContactColumns, withContact } from '../engine/contact-columns.ts';
import { LOOK_AGAIN_MS } from '../engine/look-again.ts';
import type { Sending } from '../engine/start-sending.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';

/** What was worked out for one waiting mail. */
export interface PacedMail {
  readonly no: number;
  readonly visit: number;
  readonly attempt: number;
  readonly goes: boolean;
  /** When it is asked about again; null where it queues for its mailbox, or goes. */
  readonly waitsUntil: Instant | null;
  readonly mailboxId: number | null;
  readonly contactId: number;
  /** The count of its contact that this was worked out from; null where no cap asks for it. */
  readonly mailCount: number | null;
}

/** What becomes of a mailbox whose mails go, if it is still at the version this was worked out from. */
export interface MailboxTurn extends MailboxUse {
  readonly id: number;
  readonly version: number;
}

/**
 * Starts the mails that go, lets the others wait, and moves their mailboxes on, in one statement. Each mail is fenced by
 * its state and attempt, each mailbox by its version, each contact under caps by the count of its mails: what was worked out from
 * something that has changed meanwhile stays as it is, and is worked out again. The suppression check stands in here,
 * as it does wherever a send starts. Answers the mails that go or that suppression stopped, and how many moved at all.
 * Uses enrollment_pkey, touch_pkey, mailbox_pkey, mail_count_pkey, contact_pkey, suppression_pkey.
 */
export async function commitPacing(
  sql: Sql,
  at: { now: Instant; leaseMs: number },
  mails: readonly PacedMail[],
  mailboxes: readonly MailboxTurn[],
): Promise<{ sendings: Sending[]; moved: number }> {
  const now = sql`${iso(at.now)}::timestamptz`;
  const column = <T extends number | string | boolean | null>(of: (mail: PacedMail) => T) =>
    plainArray(mails.map(of));
  const turn = <T extends number | string | null>(of: (mailbox: MailboxTurn) => T) =>
    plainArray(mailboxes.map(of));
  const rows = await sql<Row[]>`
    with input as materialized (
      select * from unnest(
        ${column((m) => m.no)}::bigint[], ${column((m) => m.visit)}::integer[], ${column((m) => m.attempt)}::integer[],
        ${column((m) => m.goes)}::boolean[],
        ${column((m) => (m.waitsUntil === null ? null : iso(m.waitsUntil)))}::timestamptz[],
        ${column((m) => m.mailboxId)}::integer[], ${column((m) => m.contactId)}::bigint[],
        ${column((m) => m.mailCount)}::integer[]
      ) as r(no, visit, attempt, goes, waits_until, mailbox_id, contact_id, mail_count)
    ),
    used as materialized (
      select * from unnest(
        ${turn((m) => m.id)}::integer[], ${turn((m) => m.version)}::integer[], ${turn((m) => iso(m.freeAt))}::timestamptz[],
        ${turn((m) => (m.lastAt === null ? null : iso(m.lastAt)))}::timestamptz[], ${turn((m) => m.used)}::integer[]
      ) as r(id, version, free_at, last_at, used)
    ),
    held as materialized (
      select no, contact_id, state, turn, left_by_step from enrollment where no in (select no from input) order by no for update
    ),
    due as materialized (
      select i.*, h.state as standing, h.turn, h.left_by_step
      from touch t
      join input i on i.no = t.enrollment_no and i.visit = t.visit
      -- Caps were asked for the contact that it had.
      join held h on h.no = t.enrollment_no and h.contact_id = i.contact_id
      where t.state = 'new' and t.attempt = i.attempt
      order by t.enrollment_no, t.visit for update of t
    ),
    free as materialized (
      select m.id from mailbox m join used u on u.id = m.id and u.version = m.version
      -- Not for a mail that somebody else has started meanwhile: its slot would be lost.
      where not exists (
        select from input i left join due d using (no, visit)
        where i.goes and i.mailbox_id = m.id and d.no is null)
      order by m.id for update of m
    ),
    counted as (
      insert into mail_count as c (contact_id, count)
      select distinct contact_id, mail_count + 1 from due
      where goes and mail_count is not null and (select count(*) from free) >= 0
      order by contact_id
      on conflict (contact_id) do update set count = excluded.count where c.count = excluded.count - 1
      returning contact_id
    ),
    verdict as materialized (
      select d.*, case
        when d.standing = 'paused' or s.state = 'paused' or d.turn is not null then 'paused'
        when d.standing not in ('active', 'finished') and not d.left_by_step then 'closed'
        when exists (
          select from suppression u
          where u.workspace_id = e.workspace_id and u.holder_key in (${holderKeys(sql)})
        ) then 'suppressed'
        when not d.goes then 'waits'
        when (d.mailbox_id is null or d.mailbox_id in (select id from free))
          and (d.mail_count is null or d.contact_id in (select contact_id from counted)) then 'sending'
        else 'late' end as comes
      from due d
      join enrollment e on e.no = d.no
      join contact c on c.id = e.contact_id
      join sequence s on s.id = e.sequence_id
    ),
    moved as (
      update touch t set
        state = case when v.comes in ('paused', 'waits') then 'new' else v.comes end,
        attempt = t.attempt + (v.comes in ('sending', 'suppressed'))::integer,
        send_at = case v.comes
          when 'paused' then ${iso(at.now + LOOK_AGAIN_MS)}::timestamptz
          when 'waits' then coalesce(v.waits_until, t.send_at)
          when 'sending' then ${now} else t.send_at end,
        mailbox_id = case when v.comes = 'waits' and v.waits_until is null then v.mailbox_id end,
        lease_until = case when v.comes = 'sending' then ${iso(at.now + at.leaseMs)}::timestamptz end
      from verdict v
      where t.enrollment_no = v.no and t.visit = v.visit and v.comes <> 'late'
      returning t.enrollment_no as no, t.visit, t.attempt, t.intent_id, t.state, t.step, t.position, t.variant, t.touch_at,
        v.mailbox_id, t.version, t.deferrals, t.unsure_since
    ),
    kept as (
      update enrollment e set mailbox_id = m.mailbox_id from moved m
      where e.no = m.no and m.state = 'sending' and e.mailbox_id is distinct from m.mailbox_id
      returning 1
    ),
    gone_on as (
      update mailbox m set free_at = u.free_at, last_at = u.last_at, used = u.used, version = m.version + 1
      from used u join free f using (id) where m.id = u.id
      returning 1
    )
    select m.no, m.visit, m.attempt, m.intent_id as "intentId", m.state, w.key as workspace,
      e.sequence_id as "sequenceId", s.key as sequence, coalesce(m.version, e.version) as version, e.id as "enrollmentId",
      e.enrolled_at as "enrolledAt", m.step, m.position, m.variant, e.arms, m.touch_at as "touchAt",
      c.external_id as "contactId", c.email, c.timezone, c.attributes, c.simulated, c.subject_key as "subjectKey",
      m.deferrals, m.unsure_since as "unsureSince",
      case when e.wake ->> 'mail' = m.visit::text then coalesce(e.counts_from, e.enrolled_at) end as "countsFrom",
      case when b.id is not null then json_build_object('address', b.address, 'name', b.name) end as mailbox
    from moved m
    join enrollment e on e.no = m.no
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    left join mailbox b on b.id = m.mailbox_id
    order by m.touch_at, m.no, m.visit`;
  return { sendings: rows.filter(isStarted).map(withContact), moved: rows.length };
}

type Started = Omit<Sending, 'contact'> & ContactColumns;
type Row = Started | (Omit<Started, 'state'> & { readonly state: 'new' | 'closed' });

const isStarted = (row: Row): row is Started => row.state === 'sending' || row.state === 'suppressed';
