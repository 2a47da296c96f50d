import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Counts the tables that the engine works on. A statement keeps the plan it was given while a table was empty until
 * the table is counted anew; the server's own round comes after a minute, by which time a demo has grown them from
 * nothing to 60,000 rows and reads them whole with every statement (18 ms for a batch that takes 6).
 */
export async function analyzeHotTables(sql: Sql): Promise<void> {
  await sql`analyze enrollment, touch, contact, sighting, inbox, log_row, log_head, part_lease, mail`;
}
