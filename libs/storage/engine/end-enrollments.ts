import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type EventRow, logTail, textColumn } from './log-tail.ts';

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
      select * from rows from (
        unnest(${endings.map((e) => e.no)}::bigint[], ${endings.map((e) => e.reason)}::text[]),
        ${textColumn(
          sql,
          endings.map(({ exit }) => exit.body),
        )}
      ) as r(no, reason, body)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) order by no for update
    ),
    ended as (
      update enrollment e set state = 'exited', reason = i.reason, due_at = null, wake = null,
        move_to = null, epoch = e.epoch + 1, ended_at = ${iso(at.now)}::timestamptz
      from input i
      where e.no = i.no and e.state in ('active', 'paused') and (select count(*) from held) >= 0
      returning e.no, e.part, i.body
    ),
    closed as (
      update touch t set state = 'closed' from input i
      where t.enrollment_no = i.no and t.state in ('new', 'open', 'pending') and (select count(*) from held) >= 0
      returning 1
    ),
    ev as materialized (
      select part, no as ord, 1::smallint as count, null::text as shared, body as own from ended
    ),
    ${logTail(sql, ['ended', 'closed'])}
    select no from ended order by no`;
  return rows.map((row) => row.no);
}
