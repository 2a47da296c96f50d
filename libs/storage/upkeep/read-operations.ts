import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What waits in Postgres, for whoever watches it. */
export interface Operations {
  /** Enrollments that are due and not decided. */
  readonly due: number;
  /** Mails that wait for their time, a mailbox or a cap. */
  readonly mailsWaiting: number;
  /** Mails that are being handed over. */
  readonly mailsSending: number;
  /** Mails of which nobody knows whether the provider took them. */
  readonly mailsUnsure: number;
  /** Events that were stored before they act, and those of them that were refused then. */
  readonly eventsToAct: number;
  readonly eventsRefused: number;
  /** Erased contacts whose bytes are still in some file. */
  readonly erasures: number;
  /** Others that are only in free space of tables too large to be written anew unasked. */
  readonly erasuresInLarge: number;
}

/** So many are counted; where there are more, that many. */
const COUNTED = 100_000;

/**
 * Counts what waits. Indexes: enrollment_due (part by part), touch_to_send, touch_in_queue, touch_sending, touch_unsure,
 * contact_to_forget.
 */
export async function readOperations(sql: Sql, now: Instant): Promise<Operations> {
  const [row] = await sql<[Operations]>`
    select
      (select count(*) from (
        select from generate_series(0, 7) as p(part), workspace w, lateral (
          select from enrollment e
          where e.part = p.part and e.workspace_id = w.id and e.due_at <= ${iso(now)}::timestamptz
            and e.state = 'active' and not e.parked limit ${COUNTED}) d
        limit ${COUNTED}) due) as due,
      (select count(*) from (select from touch where state = 'new' limit ${COUNTED}) t) as "mailsWaiting",
      (select count(*) from touch where state = 'sending') as "mailsSending",
      (select count(*) from touch where unsure_since is not null and sent_at is null) as "mailsUnsure",
      (select coalesce(sum(count), 0) from waiting_call)::bigint as "eventsToAct",
      (select count(*) from refused_event) as "eventsRefused",
      (select count(*) from contact where erased_at is not null and bytes_gone_at is null
        and small_gone_at is null) as erasures,
      (select count(*) from contact where erased_at is not null and bytes_gone_at is null
        and small_gone_at is not null) as "erasuresInLarge"`;
  return row;
}
