import type { Sql } from '../postgres/open-postgres.ts';

/** Notes that the demo has been played to its end, so that the next start does not go on with it. One row. */
export async function finishDemo(sql: Sql): Promise<void> {
  await sql`update installation set demo_until = null where demo_until is not null`;
}
