import type { Sql } from '../postgres/open-postgres.ts';
import type { FencedRange, SinkId } from './cursor.ts';

/**
 * The start of a statement that moves the cursors of all these ranges or none: `range` is the ranges, `held` the cursors
 * among them that this sink still holds, locked. Whoever goes on asks `isHeld`.
 */
export const heldRanges = (sql: Sql, { sink, logId }: SinkId, ranges: readonly FencedRange[]) => sql`
  range as (
    select * from unnest(
      ${ranges.map((range) => range.part)}::smallint[],
      ${ranges.map((range) => range.epoch)}::integer[],
      ${ranges.map((range) => range.to)}::bigint[]
    ) as range (part, epoch, upto)
  ), held as (
    select c.part
    from sink_cursor c join range on range.part = c.part and range.epoch = c.epoch
    where c.sink = ${sink} and c.log_id = ${logId}
    order by c.part
    for update of c
  )`;

/** Whether `c` is a cursor of one of these ranges, and this sink holds all of them. */
export const isHeld = (sql: Sql, { sink, logId }: SinkId) => sql`
  c.sink = ${sink} and c.log_id = ${logId} and c.part = range.part and c.epoch = range.epoch
    and (select count(*) from held) = (select count(*) from range)`;
