import type { Sql } from '../postgres/open-postgres.ts';

/** How many events wait to act. Reads all calls that wait, without their texts. */
export async function countWaitingEvents(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select coalesce(sum(count), 0)::bigint as count from waiting_call`;
  return row?.count ?? 0;
}
