import type { Instant } from '#engine';
import { iso } from '#engine';
import { type EventRow, logTail, textColumn } from '../engine/log-tail.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';

/** An enrollment that goes on in another version, fenced by the epoch it was worked out at. */
export interface VersionMove {
  readonly no: number;
  readonly epoch: number;
  readonly cursor: number;
  readonly dueAt: Instant | null;
  readonly wake: object | null;
  /** The `migrated` event that says so. */
  readonly event: EventRow;
}

/**
 * Moves enrollments from one version to another in one statement, with the events that say so; answers the numbers that
 * moved. What they were sent and given to do until now stays of the version it was made under. An enrollment to which
 * something has happened in between is left as it is. Uses enrollment_pkey, touch_pkey.
 */
export async function moveToVersion(
  sql: Sql,
  of: { from: number; to: number },
  moves: readonly VersionMove[],
): Promise<number[]> {
  if (moves.length === 0) return [];
  const plain = (value: (move: VersionMove) => number | string | null) => plainArray(moves.map(value));
  const wakes = moves.map(({ wake }) => (wake === null ? null : JSON.stringify(wake)));
  const rows = await sql<{ no: number }[]>`
    with input as materialized (
      select * from rows from (
        unnest(${plain(({ no }) => no)}::bigint[], ${plain(({ epoch }) => epoch)}::integer[],
          ${plain(({ cursor }) => cursor)}::smallint[],
          ${plain(({ dueAt }) => (dueAt === null ? null : iso(dueAt)))}::timestamptz[], ${wakes}::text[]),
        ${textColumn(
          sql,
          moves.map(({ event }) => event.body),
        )}
      ) as r(no, epoch, cursor, due_at, wake, body)
    ),
    held as materialized (
      select no from enrollment where no in (select no from input) order by no for update
    ),
    moved as (
      update enrollment e set version = ${of.to}, cursor = i.cursor, wake = i.wake::jsonb, parked = false,
        due_at = case when e.turn is null then i.due_at end,
        held_due = case when e.turn is null then null else i.due_at end,
        epoch = e.epoch + 1
      from input i
      where e.no = i.no and e.epoch = i.epoch and e.version = ${of.from} and e.state in ('active', 'paused')
        and (select count(*) from held) >= 0
      returning e.no, e.part, i.body
    ),
    stamped as (
      update touch t set version = ${of.from} from moved m
      where t.enrollment_no = m.no and t.version is null
      returning 1
    ),
    ev as materialized (
      select part, no as ord, 1::smallint as count, null::text as shared, body as own from moved
    ),
    ${logTail(sql, ['moved', 'stamped'])}
    select no from moved order by no`;
  return rows.map(({ no }) => no);
}
