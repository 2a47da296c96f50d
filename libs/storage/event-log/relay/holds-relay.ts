import type { Sql } from '../../postgres/open-postgres.ts';

/** Whether nobody has claimed the relay since. Index: relay_cursor_pkey. */
export async function holdsRelay(sql: Sql, claim: { logId: string; epoch: number }): Promise<boolean> {
  const [held] = await sql`
    select from relay_cursor where log_id = ${claim.logId} and epoch = ${claim.epoch} limit 1`;
  return held !== undefined;
}
