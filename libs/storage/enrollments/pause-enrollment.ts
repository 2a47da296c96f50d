import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Lets nothing fall due for an enrollment that is on its way: a decision in flight loses, a mail that has not gone to the
 * provider waits. Answers whether it is paused now. Uses enrollment_pkey.
 */
export async function pauseEnrollment(sql: Sql, no: number): Promise<boolean> {
  const rows = await sql`
    update enrollment set state = 'paused', epoch = epoch + 1
    where no = ${no} and state in ('active', 'paused') returning 1`;
  return rows.length > 0;
}
