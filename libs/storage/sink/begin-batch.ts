import type { Sql } from '../postgres/open-postgres.ts';
import type { FencedRange, SinkId } from './cursor.ts';

/**
 * Before a batch is inserted: writes down which ranges it is made of and its token, so that whoever comes after a
 * crash inserts exactly the same again. False, and nothing is written, when somebody else holds one of the partitions.
 * Index: sink_cursor_pkey.
 */
export async function beginBatch(
  sql: Sql,
  { sink, logId }: SinkId,
  token: string,
  ranges: readonly FencedRange[],
): Promise<boolean> {
  const begun = await sql`
    with range as (
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
    )
    update sink_cursor c set intent_to = range.upto, intent_token = ${token}
    from range
    where c.sink = ${sink} and c.log_id = ${logId} and c.part = range.part and c.epoch = range.epoch
      and (select count(*) from held) = (select count(*) from range)
    returning c.part`;
  return begun.length === ranges.length;
}
