import type { Sql } from '../postgres/open-postgres.ts';

/** Takes back that a process is alive: it has stopped in order. Index: process_pkey. */
export async function forgetProcess(sql: Sql, id: string): Promise<void> {
  await sql`delete from process where id = ${id}`;
}
