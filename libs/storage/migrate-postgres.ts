import type { Sql } from './postgres/open-postgres.ts';

export async function migratePostgres(_sql: Sql, _options: { now: number }): Promise<void> {
  throw new Error('being built');
}
