import { checkApplied, type Migration, migrationFolder, readMigrations } from './migration.ts';
import type { Sql } from './postgres/open-postgres.ts';
import { type Tx, withTx } from './with-tx.ts';

/** A migration may rewrite a large table, and a second process waits for the first. */
const PATIENCE_MS = 600_000;

/** Any number of our own that nothing else locks. */
const MIGRATION_LOCK = 4_826_117;

/**
 * Brings the schema up to date: each migration in a transaction of its own, recorded in `migration` with `now` (epoch
 * ms) and its checksum. Any number of processes may call it at once. Refuses with `migration-changed` or
 * `migration-missing`.
 */
export async function migratePostgres(
  sql: Sql,
  { now, folder = migrationFolder('postgres') }: { now: number; folder?: URL },
): Promise<void> {
  const migrations = await readMigrations(folder);
  while (await holdMigrationLock(sql, (tx) => applyNext(tx, migrations, now)));
}

/** Runs `work` while no other process migrates either store. */
export const holdMigrationLock = <T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withTx(
    sql,
    async (tx) => {
      for (const limit of ['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout']) {
        await tx`select set_config(${limit}, ${String(PATIENCE_MS)}, true)`;
      }
      await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      return await work(tx);
    },
    { timeoutMs: PATIENCE_MS },
  );

/** Applies the first migration that is not there yet; false when all are. */
async function applyNext(tx: Tx, migrations: readonly Migration[], now: number): Promise<boolean> {
  await tx`
    create table if not exists migration (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null
    )`;
  const applied = await tx<
    { name: string; checksum: string }[]
  >`select name, checksum from migration order by name`;
  checkApplied(migrations, applied);
  const names = new Set(applied.map(({ name }) => name));
  const next = migrations.find(({ name }) => !names.has(name));
  if (!next) return false;
  await tx.unsafe(next.text);
  await tx`insert into migration (name, checksum, applied_at) values (${next.name}, ${next.checksum}, ${now})`;
  return true;
}
