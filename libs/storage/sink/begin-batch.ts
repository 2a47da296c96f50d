import type { Sql } from '../postgres/open-postgres.ts';
import type { FencedRange, SinkId } from './cursor.ts';
import { heldRanges, isHeld } from './held-ranges.ts';

/**
 * Before a batch is inserted: writes down which ranges it is made of and its token, so that whoever comes after a
 * crash inserts exactly the same again. False, and nothing is written, when somebody else holds one of the partitions.
 * Index: sink_cursor_pkey.
 */
export async function beginBatch(
  sql: Sql,
  id: SinkId,
  token: string,
  ranges: readonly FencedRange[],
): Promise<boolean> {
  const begun = await sql`
    with ${heldRanges(sql, id, ranges)}
    update sink_cursor c set intent_to = range.upto, intent_token = ${token}
    from range
    where ${isHeld(sql, id)}
    returning c.part`;
  return begun.length === ranges.length;
}
