import type { Instant } from '#engine';
import { iso } from '#engine';
import { holderKeys } from '../contacts/list-contacts.ts';
import { isPaced } from '../pacing/waiting-mails.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type ContactColumns, withContact } from './contact-columns.ts';
import { LOOK_AGAIN_MS } from './look-again.ts';
import type { StartedTouch } from './started-touch.ts';

/** A send intent on its way to the provider (`sending`), or one that suppression won against (`suppressed`). */
export interface Sending extends StartedTouch {
  readonly state: 'sending' | 'suppressed';
  readonly simulated: boolean;
  /** How often the mail itself was deferred. */
  readonly deferrals: number;
  /** The attempt of which nobody knows whether the mail was taken. */
  readonly unsureSince: Instant | null;
  /** Where its days are counted from, if the enrollment waits for this mail to go out; else null. */
  readonly countsFrom: Instant | null;
  /** What it is sent from, where that is not the installation's own address. */
  readonly mailbox: { readonly address: string; readonly name: string } | null;
}

/**
 * Moves intents that have waited until now from new to sending; the suppression check stands in the same statement, so
 * that no send starts after a suppression was committed. The intent of an enrollment that was ended meanwhile is closed,
 * one of a paused sequence or enrollment, or one that waits for its turn, stays new and is looked at again a minute
 * later, not with every poll. Mails under caps or from mailboxes, and those that were put off, are left to `waitingMails`.
 * `parts` are the partitions of a lane; without them all. `more`: the batch was full.
 * Uses touch_to_send, enrollment_pkey, contact_pkey, suppression_pkey.
 */
export async function startSending(
  sql: Sql,
  at: { now: Instant; leaseMs: number; limit: number; parts?: readonly number[] | undefined },
): Promise<{ sendings: Sending[]; more: boolean }> {
  const rows = await sql<Row[]>`
    with due as materialized (
      select t.enrollment_no, t.visit, s.key as sequence, e.state in ('active', 'finished') or e.left_by_step as stands, e.workspace_id, e.sequence_id, coalesce(t.version, e.version) as version,
        e.id, e.enrolled_at, e.arms, e.contact_id,
        e.state = 'paused' or s.state = 'paused' or e.turn is not null as paused,
        case when e.wake ->> 'mail' = t.visit::text then coalesce(e.counts_from, e.enrolled_at) end as counts_from
      from touch t
      join enrollment e on e.no = t.enrollment_no
      join sequence s on s.id = e.sequence_id
      join workspace w on w.id = e.workspace_id
      where t.state = 'new' and t.mailbox_id is null and not t.put_off and not ${isPaced(sql)} and t.send_at <= ${iso(at.now)}::timestamptz
        ${at.parts ? sql`and e.part = any(${at.parts as number[]}::smallint[])` : sql``}
      order by t.send_at, t.enrollment_no limit ${at.limit} for update of t skip locked
    ),
    started as (
      update touch t set
        state = case
          when d.paused then 'new'
          when not d.stands then 'closed'
          when exists (
            select from suppression u
            where u.workspace_id = d.workspace_id and u.holder_key in (${holderKeys(sql)})
          ) then 'suppressed'
          else 'sending' end,
        attempt = t.attempt + (not d.paused)::integer, put_off = d.paused,
        send_at = ${iso(at.now)}::timestamptz + case when d.paused then ${LOOK_AGAIN_MS} else 0 end * interval '1 millisecond',
        lease_until = case when not d.paused then ${iso(at.now + at.leaseMs)}::timestamptz end
      from due d join contact c on c.id = d.contact_id
      where t.enrollment_no = d.enrollment_no and t.visit = d.visit
      returning t.enrollment_no, t.visit, t.attempt, t.intent_id, t.state, t.step, t.position, t.variant, t.touch_at,
        t.deferrals, t.unsure_since, d.sequence, d.workspace_id, d.sequence_id, d.version, d.id, d.enrolled_at, d.arms,
        d.counts_from, c.external_id, c.email, c.timezone, c.attributes, c.simulated, c.subject_key
    )
    select t.enrollment_no as no, t.visit, t.attempt, t.intent_id as "intentId", t.state, w.key as workspace,
      t.sequence_id as "sequenceId", t.sequence, t.version, t.id as "enrollmentId",
      t.enrolled_at as "enrolledAt", t.step, t.position, t.variant, t.arms, t.touch_at as "touchAt",
      t.external_id as "contactId", t.email, t.timezone, t.attributes, t.simulated, t.subject_key as "subjectKey",
      t.deferrals, t.unsure_since as "unsureSince", t.counts_from as "countsFrom", null as mailbox
    from started t
    join workspace w on w.id = t.workspace_id
    order by t.touch_at, t.enrollment_no`;
  return { sendings: rows.filter(isStarted).map(withContact), more: rows.length === at.limit };
}

type Started = Omit<Sending, 'contact'> & ContactColumns;
type Row = Started | (Omit<Started, 'state'> & { readonly state: 'new' | 'closed' });

const isStarted = (row: Row): row is Started => row.state === 'sending' || row.state === 'suppressed';
