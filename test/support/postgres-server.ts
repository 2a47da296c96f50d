import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migratePostgres, openPostgres, startEmbeddedPostgres } from '#storage';

/** The database that test databases are copied from: migrated, empty. */
export const TEMPLATE = 'crest_template';

const variable = 'CREST_TEST_POSTGRES';

let stop = async () => {};

/** Starts the one PostgreSQL of a test run, for all of Jest's workers, and makes the template. */
export async function startServer(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-test-'));
  const server = await startEmbeddedPostgres(folder, {
    settings: {
      // What a test stores need not survive a power cut.
      ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '256MB' },
      // Nobody but the test itself holds locks, nor changes a plan meanwhile.
      autovacuum: 'off',
    },
  });
  stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
  process.env[variable] = server.url;

  const admin = openPostgres({ url: server.url, max: 1 });
  await admin`create database ${admin(TEMPLATE)}`;
  await admin.end();
  const template = openPostgres({ url: databaseUrl(TEMPLATE), max: 1 });
  await migratePostgres(template, { now: 0 });
  await template.end();
}

export const stopServer = (): Promise<void> => stop();

/** The address of a database on the test run's server. */
export function databaseUrl(database: string): string {
  const server = process.env[variable];
  if (!server) throw new Error('Tests with a database run under Jest, whose global setup starts PostgreSQL.');
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}
