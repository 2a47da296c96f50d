import type { Sql } from '../../postgres/open-postgres.ts';

/**
 * Up to where each partition is to be carried that has something to be carried to a log now.
 * Indexes: log_head_pkey, relay_cursor_pkey.
 */
export async function waitingPositions(sql: Sql, logId: string): Promise<Map<number, number>> {
  const rows = await sql<{ part: number; next: number }[]>`
    select h.part::int, h.next from log_head h
    left join relay_cursor r on r.log_id = ${logId} and r.part = h.part
    where h.next > coalesce(r.next, 0)`;
  return new Map(rows.map(({ part, next }) => [part, next]));
}
