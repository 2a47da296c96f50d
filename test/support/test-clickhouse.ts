import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { afterAll } from '@jest/globals';
import { migrateClickHouse, openClickHouse } from '#storage';

let folder: Promise<string> | undefined;
let databases = 0;

/**
 * The ClickHouse engine in this process, with tables and no rows, gone when the test file is done. Call it at the top
 * of the file; each call has a database of its own. (The engine has one folder a process. A worker runs one file at a
 * time, so a file has a folder, and further calls get further databases in it.) Without `migrated` it has no tables.
 */
export async function testClickHouse({ migrated = true } = {}): Promise<ClickHouseClient> {
  folder ??= makeFolder();
  const path = await folder;
  const database = `test_${++databases}`;
  const first = openClickHouse({ path });
  await first.command({ query: `create database ${database}` });
  const client = openClickHouse({ path, database });
  await first.close();
  afterAll(() => client.close());
  if (migrated) await migrateClickHouse(client, { now: 0 });
  return client;
}

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'crest-test-'));
  // Jest runs these last to first: this one after every client is closed.
  afterAll(() => rm(path, { recursive: true }));
  return path;
}
