import type { Cap, Contact, Instant, PastMail } from '#engine';
import { iso } from '#engine';
import { holderKeys } from '../contacts/list-contacts.ts';
import { type ContactColumns, withContact } from '../engine/contact-columns.ts';
import { mailboxColumns, type StoredMailbox } from '../mailboxes/mailbox-row.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** A mail that waits under caps or for a mailbox, or was put off, with what says when it may go. */
export interface StoredWaitingMail {
  readonly no: number;
  readonly visit: number;
  readonly attempt: number;
  readonly intentId: string;
  readonly enrollmentId: string;
  readonly contactId: number;
  readonly sequenceId: number;
  readonly version: number;
  readonly workspaceId: number;
  readonly step: string;
  readonly countsFrom: Instant;
  readonly mailboxId: number | null;
  /** The mailbox whose queue it stands in. */
  readonly queuedFor: number | null;
  readonly mailboxKeys: readonly string[];
  readonly sequenceCaps: readonly Cap[];
  readonly workspaceCaps: readonly Cap[];
  readonly isVoid: boolean;
  /** Its sequence or its enrollment is paused, or waits for its turn. */
  readonly isPaused: boolean;
  /** The mails of its contact under caps so far: the fence of whoever sends one more. */
  readonly mailCount: number;
  readonly person: Contact;
}

/**
 * Does anything but its own hours say when a mail may go? Of a sequence in workspace `w`, with its `caps` in the row that
 * is named.
 */
export const isPaced = (sql: Sql, capsIn = 's') => sql`
  (${sql(capsIn)}.caps <> '[]' or w.caps is not null or w.id in (select workspace_id from mailbox))`;

/**
 * A recursive CTE `queue(mailbox_id)`: the mailboxes that mails queue for, by one look into the index for each. One of
 * them may be deleted: who queues for it draws another.
 */
export const queues = (sql: Sql) => sql`
  queue(mailbox_id) as (
    (select mailbox_id from touch where state = 'new' and mailbox_id is not null order by mailbox_id limit 1)
    union all
    select (select t.mailbox_id from touch t where t.state = 'new' and t.mailbox_id > q.mailbox_id
      order by t.mailbox_id limit 1)
    from queue q where q.mailbox_id is not null
  )`;

/** When the first mail of one of the `queues` may go, as far as its mailbox says. Uses touch_in_queue. */
export const nextOfQueues = (sql: Sql) => sql`
  select min(greatest(m.free_at, first.send_at)) from queue q
  left join mailbox m on m.id = q.mailbox_id
  cross join lateral (
    select t.send_at from touch t
    join enrollment e on e.no = t.enrollment_no and e.state <> 'paused' and e.turn is null
    join sequence s on s.id = e.sequence_id and s.state <> 'paused'
    where t.state = 'new' and t.mailbox_id = q.mailbox_id
    order by t.send_at, t.enrollment_no limit 1
  ) first where m.id is null or m.state = 'active'`;

/** How many of those that queue for one mailbox are asked at once: the first may have closed hours. */
const ASKED_OF_A_QUEUE = 20;

/**
 * Up to `limit` mails that are due under caps or mailboxes, or were put off, and have not been asked about, and the first of the queue of
 * each mailbox that is free, in the order they were decided in. Only read: `commitPacing` fences what comes of it.
 * Uses touch_to_send, mailbox_pkey, touch_in_queue, enrollment_pkey, suppression_pkey, mail_count_pkey.
 */
export async function waitingMails(
  sql: Sql,
  at: { now: Instant; limit: number },
): Promise<StoredWaitingMail[]> {
  const now = sql`${iso(at.now)}::timestamptz`;
  const rows = await sql<
    (Omit<StoredWaitingMail, 'person' | 'contactId'> & ContactColumns & { personId: number })[]
  >`
    with recursive ${queues(sql)}, fresh as (
      select t.enrollment_no, t.visit from touch t
      join enrollment e on e.no = t.enrollment_no
      join sequence s on s.id = e.sequence_id
      join workspace w on w.id = e.workspace_id
      where t.state = 'new' and t.mailbox_id is null and t.send_at <= ${now}
        and (t.put_off or ${isPaced(sql)})
      order by t.send_at, t.enrollment_no limit ${at.limit}
    ),
    queued as (
      select t.enrollment_no, t.visit from queue q
      left join mailbox m on m.id = q.mailbox_id
      cross join lateral (
        select t.enrollment_no, t.visit from touch t
        where t.state = 'new' and t.mailbox_id = q.mailbox_id and t.send_at <= ${now}
        order by t.send_at, t.enrollment_no limit ${ASKED_OF_A_QUEUE}
      ) t
      where m.id is null or (m.state = 'active' and m.free_at <= ${now})
    )
    select t.enrollment_no as no, t.visit, t.attempt, t.intent_id as "intentId", e.id as "enrollmentId",
      e.contact_id as "personId", e.sequence_id as "sequenceId", coalesce(t.version, e.version) as version, e.workspace_id as "workspaceId", t.step,
      coalesce(e.counts_from, e.enrolled_at) as "countsFrom", coalesce(t.mailbox_id, e.mailbox_id) as "mailboxId",
      t.mailbox_id as "queuedFor",
      s.mailboxes as "mailboxKeys", s.caps as "sequenceCaps", coalesce(w.caps, '[]') as "workspaceCaps",
      not (e.state in ('active', 'finished', 'paused') or e.left_by_step) or exists (
        select from suppression u
        where u.workspace_id = e.workspace_id and u.holder_key in (${holderKeys(sql)})
      ) as "isVoid",
      e.state = 'paused' or s.state = 'paused' or e.turn is not null as "isPaused",
      coalesce(mc.count, 0) as "mailCount", c.external_id as "contactId", c.email, c.timezone, c.attributes
    from (select * from fresh union all select * from queued) due
    join touch t using (enrollment_no, visit)
    join enrollment e on e.no = t.enrollment_no
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    left join mail_count mc on mc.contact_id = e.contact_id
    order by t.touch_at, t.enrollment_no, t.visit`;
  return rows.map((row) => {
    const { personId, contact, ...mail } = withContact(row);
    return { ...mail, contactId: personId, person: contact };
  });
}

/**
 * The mails that contacts have been sent since `since`; one on its way counts as sent at `now`. Read after
 * `waitingMails`, so that a mail that starts in between is either here or has raised the count.
 * Uses enrollment_contact, touch_pkey.
 */
export async function pastMails(
  sql: Sql,
  of: { contacts: readonly number[]; since: Instant; now: Instant },
): Promise<PastMail[]> {
  if (of.contacts.length === 0) return [];
  return await sql<PastMail[]>`
    select e.contact_id as "contactId", e.sequence_id as "sequenceId",
      case t.state when 'sending' then ${iso(of.now)}::timestamptz else coalesce(t.sent_at, t.send_at) end as at
    from enrollment e join touch t on t.enrollment_no = e.no
    where e.contact_id = any(${of.contacts as number[]}::bigint[]) and t.effect = 'send'
      and (t.state = 'sending' or (t.state in ('sent', 'unknown') and coalesce(t.sent_at, t.send_at) > ${iso(of.since)}::timestamptz))`;
}

/** The mailboxes of these workspaces. Uses mailbox_workspace_id_key_key. */
export async function mailboxesOf(sql: Sql, workspaceIds: readonly number[]): Promise<StoredMailbox[]> {
  return await sql<StoredMailbox[]>`
    select ${mailboxColumns(sql)} from mailbox m
    where m.workspace_id = any(${workspaceIds as number[]}::integer[]) order by m.id`;
}
