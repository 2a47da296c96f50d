import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type EventRow, eventsOf, logTail } from './log-tail.ts';

/** An enrollment that ends from outside, whatever it was about to do. */
export interface Ending {
  readonly no: number;
  readonly reason: string;
  /** The `exited` event that says so; logged only where the enrollment was still on its way. */
  readonly exit: EventRow;
}

/**
 * Ends enrollments in one statement: those on their way exit, and what was decided and not begun is closed, of those that
 * had finished, too. Raises the epoch, so a decision in flight loses. Answers the numbers that exited.
 * Uses enrollment_pkey, touch_pkey.
 */
export async function endEnrollments(
  sql: Sql,
  at: { now: Instant },
  endings: readonly Ending[],
): Promise<number[]> {
  if (endings.length === 0) return [];
  const rows = await sql<{ no: number }[]>`
    with input as materialized (
      select * from unnest(${endings.map((e) => e.no)}::bigint[], ${endings.map((e) => e.reason)}::text[])
        with ordinality as r(no, reason, nth)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) order by no for update
    ),
    ended as (
      update enrollment e set state = 'exited', reason = i.reason, due_at = null, lease_until = null, wake = null,
        move_to = null, epoch = e.epoch + 1, ended_at = ${iso(at.now)}::timestamptz
      from input i
      where e.no = i.no and e.state in ('active', 'paused') and (select count(*) from held) >= 0
      returning e.no, e.part, i.nth
    ),
    closed as (
      update touch t set state = 'closed' from input i
      where t.enrollment_no = i.no and t.state in ('new', 'open') and (select count(*) from held) >= 0
      returning 1
    ),
    ev as materialized (
      select d.part, x.ord, x.event_id, x.body::json as body
      from ${eventsOf(
        sql,
        endings.map(({ exit }) => ({ events: [exit] })),
      )} join ended d on d.nth = x.item + 1
    ),
    ${logTail(sql, ['ended', 'closed'])}
    select no from ended order by no`;
  return rows.map((row) => row.no);
}
