import type { ClickHouseClient } from '@clickhouse/client';
import { checkApplied, migrationFolder, readMigrations } from './migration.ts';

interface Step {
  readonly name: string;
  readonly checksum: string;
  readonly statement: number;
}

/**
 * Brings the tables up to date, one statement at a time, each recorded in `migration` with `now` (epoch ms) and the
 * checksum of its file. ClickHouse has no transactions: cut off between a statement and its record, that statement
 * runs again at the next start, so each must bear that (`if not exists`). It has no locks either: call this inside
 * `holdMigrationLock`. Refuses with `migration-changed` or `migration-missing`.
 */
export async function migrateClickHouse(
  client: ClickHouseClient,
  { now, folder = migrationFolder('clickhouse') }: { now: number; folder?: URL },
): Promise<void> {
  const migrations = await readMigrations(folder);
  await client.command({
    query: `
      create table if not exists migration (
        name String, statement UInt32, checksum String, applied_at DateTime64(3, 'UTC')
      ) engine = MergeTree order by (name, statement)`,
  });
  const answer = await client.query({
    query: 'select name, statement, checksum from migration order by name, statement',
    format: 'JSONEachRow',
  });
  const applied = await answer.json<Step>();
  checkApplied(migrations, applied);
  const done = new Set(applied.map(({ name, statement }) => `${name}:${statement}`));

  for (const { name, text, checksum } of migrations) {
    for (const [statement, query] of splitStatements(text).entries()) {
      if (done.has(`${name}:${statement}`)) continue;
      await client.command({ query });
      await client.insert({
        table: 'migration',
        values: [{ name, statement, checksum, applied_at: now }],
        format: 'JSONEachRow',
      });
    }
  }
}

/** A statement ends with a semicolon at the end of a line. */
export function splitStatements(text: string): string[] {
  return text
    .split(/;[ \t]*$/m)
    .map((statement) => statement.replace(/^\s*--.*$/gm, '').trim())
    .filter((statement) => statement !== '');
}
