import type { Conflict, Instant } from '#engine';
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
 * something has happened in between is left as it is. It takes the conflict of the version that it goes to: in another
 * group it asks for its turn, in none it runs, its clock moved on by as long as it waited.
 * Uses enrollment_pkey, touch_pkey.
 */
export async function moveToVersion(
  sql: Sql,
  of: { from: number; to: number; conflict: Conflict | null; now: Instant },
  moves: readonly VersionMove[],
): Promise<number[]> {
  if (moves.length === 0) return [];
  const plain = (value: (move: VersionMove) => number | string | null) => plainArray(moves.map(value));
  const wakes = moves.map(({ wake }) => (wake === null ? null : JSON.stringify(wake)));
  const group = sql`${of.conflict?.group ?? null}::text`;
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
      select no, conflict_group as was_in,
        case when ${group} is not null then case when turn = 'waits' or conflict_group = ${group} then turn else 'asked' end end as turn,
        case when ${group} is null and turn = 'waits'
          then greatest(${iso(of.now)}::timestamptz - waits_since, interval '0') else interval '0' end as waited
      from enrollment where no in (select no from input) order by no for update
    ),
    moved as (
      update enrollment e set version = ${of.to}, cursor = i.cursor, wake = i.wake::jsonb, parked = false,
        conflict_group = ${group}, priority = ${of.conflict?.priority ?? 0}::smallint,
        takes_over = ${of.conflict?.policy === 'priority'}, turn = h.turn,
        waits_since = case when ${group} is not null then e.waits_since end,
        counts_from = case when h.waited > interval '0' then coalesce(e.counts_from, e.enrolled_at) + h.waited
          else e.counts_from end,
        due_at = case when h.turn is null then i.due_at + h.waited end,
        held_due = case when h.turn is not null then i.due_at end,
        epoch = e.epoch + 1
      from input i join held h using (no)
      where e.no = i.no and e.epoch = i.epoch and e.version = ${of.from} and e.state in ('active', 'paused')
      returning e.no, e.part, e.contact_id, h.was_in, i.body
    ),
    settling as (
      insert into turn_change (contact_id, conflict_group)
      select distinct contact_id, conflict_group
      from moved cross join lateral (values (was_in), (${group})) as g(conflict_group)
      where conflict_group is not null
      returning 1
    ),
    stamped as (
      update touch t set version = ${of.from} from moved m
      where t.enrollment_no = m.no and t.version is null
      returning 1
    ),
    ev as materialized (
      select part, no as ord, 1::smallint as count, null::text as shared, body as own from moved
    ),
    ${logTail(sql, ['moved', 'stamped', 'settling'])}
    select no from moved order by no`;
  return rows.map(({ no }) => no);
}
