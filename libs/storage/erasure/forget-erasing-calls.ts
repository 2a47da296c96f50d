import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Forgets the kept answers of calls that erased a contact: their paths name it. Who repeats such a call later is told
 * that there is no such contact. Scans the answers of the last day.
 */
export async function forgetErasingCalls(sql: Sql): Promise<void> {
  await sql`
    delete from idempotency where method = 'DELETE' and path like '/v1/contacts/%' and status is not null`;
}
