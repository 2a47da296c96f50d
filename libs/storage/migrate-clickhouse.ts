import type { ClickHouseClient } from '@clickhouse/client';
import { DomainError } from '#engine';
import { migrationTable, onCluster } from './clickhouse/on-cluster.ts';
import { standsOnCluster } from './clickhouse/stands-on-cluster.ts';
import { checkApplied, migrationFolder, readMigrations } from './migration.ts';

export interface ClickHouseMigration {
  readonly now: number;
  /** The cluster that the tables are made on; null for a server on its own, or the embedded one. */
  readonly cluster?: string | null;
  readonly folder?: URL;
}

const COLUMNS = "(name String, statement UInt32, checksum String, applied_at DateTime64(3, 'UTC'))";

interface Step {
  readonly name: string;
  readonly checksum: string;
  readonly statement: number;
}

/**
 * Brings the tables up to date, one statement at a time, each recorded in `migration` with `now` (epoch ms) and the
 * checksum of its file; on a cluster each becomes what `onCluster` makes of it. ClickHouse has no transactions: cut off between a statement and its record, that statement
 * runs again at the next start, so each must bear that (`if not exists`). It has no locks either: call this inside
 * `holdMigrationLock`. Refuses with `migration-changed`, `migration-missing` or `clickhouse-other-profile`.
 */
export async function migrateClickHouse(
  client: ClickHouseClient,
  { now, cluster = null, folder = migrationFolder('clickhouse') }: ClickHouseMigration,
): Promise<void> {
  const migrations = await readMigrations(folder);
  await checkProfile(client, cluster);
  await client.command({ query: migrationTable(COLUMNS, cluster) });
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
      for (const each of cluster === null ? [query] : onCluster(query, cluster)) {
        await client.command({ query: each });
      }
      await client.insert({
        table: 'migration',
        values: [{ name, statement, checksum, applied_at: now }],
        format: 'JSONEachRow',
      });
    }
  }
}

/** Tables of a server on its own are not those of a cluster, and nothing turns the ones into the others. */
async function checkProfile(client: ClickHouseClient, cluster: string | null): Promise<void> {
  const clustered = await standsOnCluster(client);
  if (clustered === null || clustered === (cluster !== null)) return;
  throw new DomainError({
    code: 'clickhouse-other-profile',
    field: 'CLICKHOUSE_CLUSTER',
    detail:
      cluster === null
        ? 'The tables of this ClickHouse are those of a cluster, and CLICKHOUSE_CLUSTER is not set.'
        : 'The tables of this ClickHouse were made without CLICKHOUSE_CLUSTER.',
    fix:
      cluster === null
        ? 'Set CLICKHOUSE_CLUSTER to the name of the cluster.'
        : 'Leave it out, or name a new database in CLICKHOUSE_URL and replay the log into it.',
  });
}

/** A statement ends with a semicolon at the end of a line. */
export function splitStatements(text: string): string[] {
  return text
    .split(/;[ \t]*$/m)
    .map((statement) => statement.replace(/^\s*--.*$/gm, '').trim())
    .filter((statement) => statement !== '');
}
