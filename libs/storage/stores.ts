import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { DomainError } from '#engine';
import { checkClickHouse } from './clickhouse/check-clickhouse.ts';
import { openClickHouse } from './clickhouse/client.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { errorCode } from './error-code.ts';
import { migrateClickHouse } from './migrate-clickhouse.ts';
import { holdMigrationLock, migratePostgres } from './migrate-postgres.ts';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.ts';
import { openPostgres, type Sql } from './postgres/open-postgres.ts';
import { resumeRebuild } from './rebuild/rebuild.ts';

export interface StoresConfig {
  /** A PostgreSQL 15 or newer; without it the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** A ClickHouse server; without it the embedded one. */
  readonly clickhouseUrl?: string | undefined;
  readonly dataDir: string;
  /** The cluster that the tables are made on; a server on its own without. */
  readonly clickhouseCluster?: string | undefined;
  /** Epoch milliseconds, for the record of migrations. */
  readonly now: number;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/** What a process needs that is one of several. */
export interface Needs {
  /** False where it neither reads nor writes events there. */
  readonly withClickHouse: boolean;
  /** False where it keeps nothing on this machine; an embedded store always does. */
  readonly withFolder: boolean;
}

/** The stores of a process that is one of several: null is what it does not need. */
export interface NeededStores {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient | null;
  /** The data folder: absolute, without symbolic links. */
  readonly dataDir: string | null;
  readonly embedded: { readonly postgres: boolean; readonly clickhouse: boolean };
  /** Closes everything that was opened, the last first. */
  close(): Promise<void>;
}

export interface Stores extends NeededStores {
  readonly clickhouse: ClickHouseClient;
  readonly dataDir: string;
}

/** Takes the data folder, opens both stores and brings their schemas up to date; on failure nothing stays open. */
export function openStores(
  config: StoresConfig & { readonly [Name in keyof Needs]?: never },
): Promise<Stores>;
export function openStores(config: StoresConfig & Needs): Promise<NeededStores>;
export async function openStores(config: StoresConfig & Partial<Needs>): Promise<NeededStores> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let closeLast = opened.pop(); closeLast; closeLast = opened.pop()) await closeLast();
  };
  checkAddresses(config);
  try {
    const embedded = {
      postgres: !config.databaseUrl,
      clickhouse: !config.clickhouseUrl && config.withClickHouse !== false,
    };
    const kept = embedded.postgres || embedded.clickhouse || config.withFolder !== false;
    const folder = kept ? await openDataFolder(config.dataDir) : null;
    if (folder) opened.push(() => folder.close());
    const url = config.databaseUrl ?? (await startPostgres(folderOf(folder), config, opened));
    const sql = openPostgres({ url });
    opened.push(() => sql.end({ timeout: 5 }));
    await checkPostgres(sql, url);
    await migratePostgres(sql, config);
    const clickhouse = config.withClickHouse === false ? null : await openEvents(sql, folder, config, opened);
    return { sql, clickhouse, dataDir: folder?.path ?? null, embedded, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEvents(
  sql: Sql,
  folder: DataFolder | null,
  config: StoresConfig,
  opened: (() => Promise<unknown>)[],
): Promise<ClickHouseClient> {
  const { clickhouseUrl: url, clickhouseCluster: cluster = null, now } = config;
  const clickhouse = openClickHouse(url ? { url, cluster } : { path: join(folderOf(folder), 'clickhouse') });
  opened.push(() => clickhouse.close());
  await checkClickHouse(clickhouse, url ?? null);
  await holdMigrationLock(sql, () => migrateClickHouse(clickhouse, { now, cluster }));
  await resumeRebuild({ sql, clickhouse });
  return clickhouse;
}

/** An embedded store always has one. */
function folderOf(folder: DataFolder | null): string {
  if (folder === null) throw new TypeError('An embedded store needs a data folder.');
  return folder.path;
}

async function startPostgres(path: string, { onProgress }: StoresConfig, opened: (() => Promise<unknown>)[]) {
  const postgres = await startEmbeddedPostgres(path, { ...(onProgress && { onProgress }) });
  opened.push(() => postgres.stop());
  return postgres.url;
}

async function checkPostgres(sql: Sql, url: string): Promise<void> {
  try {
    await sql`select 1`;
  } catch (cause) {
    throw new DomainError({
      code: 'postgres-not-reached',
      detail: `PostgreSQL at ${placeOf(url)} cannot be used: ${reasonOf(cause)}`,
      fix: 'Check that it runs and that DATABASE_URL is right, or leave it out to use the embedded one.',
      cause,
    });
  }
}

/** What is no address at all is refused before anything is opened, and not repeated: it may hold a password. */
function checkAddresses({ databaseUrl, clickhouseUrl }: StoresConfig): void {
  if (databaseUrl && !(/^postgres(ql)?:/.test(databaseUrl) && URL.canParse(databaseUrl))) {
    throw new DomainError({
      code: 'postgres-not-reached',
      field: 'DATABASE_URL',
      detail: 'DATABASE_URL is not the address of a PostgreSQL.',
      fix: 'Write it as postgres://user:password@host:5432/database.',
    });
  }
  if (clickhouseUrl && !(/^https?:/.test(clickhouseUrl) && URL.canParse(clickhouseUrl))) {
    throw new DomainError({
      code: 'clickhouse-not-reached',
      field: 'CLICKHOUSE_URL',
      detail: 'CLICKHOUSE_URL is not the address of a ClickHouse.',
      fix: 'Write it as http://user:password@host:8123/database.',
    });
  }
}

/** Where a URL points, without the password in it. */
const placeOf = (url: string): string => new URL(url).host;

/** In one line. An error of several attempts, one an address, carries its reason in its code alone. */
function reasonOf(error: unknown): string {
  const reason = (error instanceof Error && error.message) || (errorCode(error) ?? String(error));
  return reason.split('\n', 1)[0] ?? reason;
}
