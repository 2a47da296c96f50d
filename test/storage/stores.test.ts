import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openStores, type Stores } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const root = await realpath(await mkdtemp(join(tmpdir(), 'crest-test-')));
await chmod(root, 0o755);
afterAll(() => rm(root, { recursive: true }));

const { url } = await testDatabase({ migrated: false });
const dataDir = join(root, 'data');
const now = Date.UTC(2026, 0, 5);

async function count({ clickhouse }: Stores, table: string): Promise<unknown> {
  const answer = await clickhouse.query({
    query: `select count() as n from ${table}`,
    format: 'JSONEachRow',
  });
  return (await answer.json())[0];
}

test('an empty folder becomes two migrated stores, which keep what they have', async () => {
  const stores = await openStores({ dataDir, now });
  expect(stores).toMatchObject({ dataDir, embedded: { postgres: true, clickhouse: true } });
  await stores.sql`insert into workspace (key) values ('kept')`;
  await stores.clickhouse.command({ query: 'create table kept (n UInt8) engine = MergeTree order by n' });
  await stores.clickhouse.insert({ table: 'kept', values: [{ n: 1 }], format: 'JSONEachRow' });
  expect(await count(stores, 'events')).toEqual({ n: 0 });
  await stores.close();

  const again = await openStores({ dataDir, now });
  expect(await again.sql`select key from workspace`).toEqual([{ key: 'kept' }]);
  expect(await count(again, 'kept')).toEqual({ n: 1 });
  await again.close();
});

test('a second start on the same folder is refused and leaves the first alone', async () => {
  const stores = await openStores({ dataDir, now });
  await expect(openStores({ dataDir, now })).rejects.toMatchObject({ code: 'data-folder-in-use' });
  expect(await stores.sql`select 1 as alive`).toEqual([{ alive: 1 }]);
  await stores.close();
  expect((await readdir(dataDir)).sort()).toEqual(['clickhouse', 'postgres']);
});

test('a given PostgreSQL is used instead of the embedded one', async () => {
  const folder = join(root, 'remote');
  const stores = await openStores({ dataDir: folder, databaseUrl: url, now });
  expect(stores.embedded).toEqual({ postgres: false, clickhouse: true });
  expect(await stores.sql`select count(*) as partitions from log_head`).toEqual([{ partitions: 8 }]);
  await stores.close();
  expect(await readdir(folder)).toEqual(['clickhouse']);
});

test('a PostgreSQL that does not answer is named, without its password, and nothing stays open', async () => {
  const databaseUrl = 'postgres://crest:secret@127.0.0.1:1/crest';
  const refusal = await openStores({ dataDir, databaseUrl, now }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'postgres-not-reached',
    detail: expect.stringContaining('PostgreSQL at 127.0.0.1:1 cannot be used'),
  });
  expect(String(refusal)).not.toContain('secret');
  await openStores({ dataDir, databaseUrl: url, now }).then((stores) => stores.close());
});

test('a ClickHouse that does not answer is named, without its password, and nothing stays open', async () => {
  const clickhouseUrl = 'http://crest:secret@127.0.0.1:1/crest';
  const refusal = await openStores({ dataDir, databaseUrl: url, clickhouseUrl, now }).catch(
    (error: unknown) => error,
  );
  expect(refusal).toMatchObject({
    code: 'clickhouse-not-reached',
    detail: expect.stringContaining('ClickHouse at 127.0.0.1:1 cannot be used'),
  });
  expect(String(refusal)).not.toContain('secret');
  await openStores({ dataDir, databaseUrl: url, now }).then((stores) => stores.close());
});

test.each([
  ['DATABASE_URL', { databaseUrl: 'localhost:5432/secret' }],
  ['CLICKHOUSE_URL', { clickhouseUrl: 'tcp://secret:9000' }],
])('what is no %s is refused by that name, and not repeated: %j', async (field, addresses) => {
  const refusal = await openStores({ dataDir, now, ...addresses }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ field, fix: expect.stringContaining('://user:password@host') });
  expect(String(refusal)).not.toContain('secret');
});
