import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { afterAll } from '@jest/globals';
import { migrateClickHouse, openClickHouse } from '#storage';

// The engine has one folder a process. A worker runs one test file at a time, so a file has a folder of its own, and
// each client a database in it.
let folder: Promise<string> | undefined;
const clients: ClickHouseClient[] = [];

afterAll(async () => {
  for (const client of clients) await client.close();
  if (folder) await rm(await folder, { recursive: true });
});

/**
 * The ClickHouse engine in this process: a database with tables and no rows, gone when the test file is done. Another
 * call is another database. Without `migrated` it has no tables.
 */
export async function testClickHouse({ migrated = true } = {}): Promise<ClickHouseClient> {
  folder ??= mkdtemp(join(tmpdir(), 'crest-test-'));
  const path = await folder;
  const database = `test_${clients.length}`;
  const client = openClickHouse({ path, database });
  clients.push(client);
  if (migrated) await migrateClickHouse(client, { now: 0 });
  return client;
}
