import type { Sql } from '../../postgres/open-postgres.ts';

/**
 * Moves the cursors of a relay to `next`, the position after what the outer log has stored. False when another relay
 * has claimed them since: it carries the same records again, which readers cannot tell from a repeated event.
 * Index: relay_cursor_pkey.
 */
export async function advanceRelay(
  sql: Sql,
  claim: { logId: string; epoch: number },
  next: ReadonlyMap<number, number>,
): Promise<boolean> {
  const moved = await sql`
    update relay_cursor set next = given.next
    from unnest(${[...next.keys()]}::smallint[], ${[...next.values()]}::bigint[]) as given (part, next)
    where log_id = ${claim.logId} and relay_cursor.part = given.part and epoch = ${claim.epoch}`;
  return moved.count === next.size;
}
