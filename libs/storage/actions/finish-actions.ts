import type { Instant } from '#engine';
import { iso } from '#engine';
import { type EventRow, logTail, rowsWithBodies } from '../engine/log-tail.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** What came of an action; `pending` is tried again at `again`. */
export interface FinishedAction {
  readonly no: number;
  readonly visit: number;
  readonly attempt: number;
  readonly state: 'done' | 'failed' | 'pending';
  readonly again: Instant | null;
  /** Ends the enrollment with this reason, where it failed. */
  readonly reason: string | null;
  /** Says that it is done, or that the enrollment failed. */
  readonly event: EventRow | null;
}

/**
 * Writes what came of a batch of actions, with their events, in one statement; each row is fenced by its attempt. One
 * that failed ends its enrollment, and what else is open of it. Answers how many were written.
 * Uses enrollment_pkey, touch_pkey.
 */
export async function finishActions(
  sql: Sql,
  at: { now: Instant },
  actions: readonly FinishedAction[],
): Promise<number> {
  if (actions.length === 0) return 0;
  const input = actions.map(({ event, again, ...action }, ord) => ({
    row: { ord, ...action, again: again === null ? null : iso(again) },
    bodies: { body: event?.body ?? null },
  }));
  const now = sql`${iso(at.now)}::timestamptz`;
  const rows = await sql<{ no: number }[]>`
    with input as materialized (
      select * from json_to_recordset(${rowsWithBodies(input)}::text::json) as r(
        ord integer, no bigint, visit integer, attempt integer, state text, again timestamptz, reason text, body json)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) order by no for update
    ),
    done as (
      update touch t set state = i.state, send_at = coalesce(i.again, t.send_at),
        sent_at = case i.state when 'done' then ${now} end
      from input i
      where t.enrollment_no = i.no and t.visit = i.visit and t.attempt = i.attempt and t.state = 'pending'
        and (select count(*) from held) >= 0
      returning i.ord, i.no, i.visit, i.state, i.reason, i.body
    ),
    ended as (
      update enrollment e set state = 'failed', reason = d.reason, due_at = null, wake = null, epoch = e.epoch + 1,
        ended_at = ${now}
      from (select distinct on (no) no, ord, reason from done where state = 'failed' order by no, visit) d
      where e.no = d.no and e.state in ('active', 'paused', 'finished')
      returning e.no, d.ord
    ),
    left_over as (
      update touch t set state = 'closed' from ended
      where t.enrollment_no = ended.no and t.state in ('open', 'new', 'pending')
        and not exists (select from done d where d.no = t.enrollment_no and d.visit = t.visit)
      returning 1
    ),
    ev as materialized (
      select (no % 8)::smallint as part, ord, 1::smallint as count, null::text as shared, body::text as own
      from done
      where body is not null and (state <> 'failed' or ord in (select ord from ended))
    ),
    ${logTail(sql, ['done', 'ended', 'left_over'])}
    select no from done`;
  return rows.length;
}
