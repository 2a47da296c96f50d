import { expect, test } from '@jest/globals';
import { migrateClickHouse } from '#storage';
import { migrationFolder } from '../support/migration-folder.ts';
import { testClickHouse } from '../support/test-clickhouse.ts';

const one = {
  '0001_one.sql': `-- The first; with a semicolon in its comment.
create table if not exists one (n UInt8) engine = MergeTree order by n
settings index_granularity = 1024;
-- The second.
create table if not exists two (s String default 'a;b') engine = MergeTree order by s;
`,
};

async function read(client: Awaited<ReturnType<typeof testClickHouse>>, query: string) {
  return await (await client.query({ query, format: 'JSONEachRow' })).json();
}

test('statements are applied in order, once, and recorded with the time given', async () => {
  const client = await testClickHouse({ migrated: false });
  await migrateClickHouse(client, { now: 1_767_571_200_123, folder: migrationFolder(one) });
  await migrateClickHouse(client, { now: 0, folder: migrationFolder(one) });
  expect(
    await read(client, 'select name, statement, applied_at from migration order by name, statement'),
  ).toEqual([
    { name: '0001_one.sql', statement: 0, applied_at: '2026-01-05 00:00:00.123' },
    { name: '0001_one.sql', statement: 1, applied_at: '2026-01-05 00:00:00.123' },
  ]);
  expect(await read(client, 'select count() as n from two')).toEqual([{ n: 0 }]);
});

test("Crest's own statements apply to an empty database, and each bears to be run again", async () => {
  const client = await testClickHouse();
  const steps = await read(client, 'select name, statement from migration');
  expect(steps.length).toBeGreaterThan(0);
  // As after a kill between a statement and its record.
  await client.command({ query: 'truncate table migration' });
  await migrateClickHouse(client, { now: 0 });
  expect(await read(client, 'select name, statement from migration')).toHaveLength(steps.length);
});

test('a run that was cut off goes on with the statement that it had come to', async () => {
  const client = await testClickHouse({ migrated: false });
  const broken = migrationFolder({
    ...one,
    '0002_more.sql': 'insert into one values (1);\nselect nonsense;\n',
  });
  await expect(migrateClickHouse(client, { now: 0, folder: broken })).rejects.toThrow('nonsense');
  await client.command({
    query: `alter table migration delete where name = '0001_one.sql' and statement = 1`,
  });
  await expect(migrateClickHouse(client, { now: 0, folder: broken })).rejects.toThrow('nonsense');
  // What was recorded did not run again.
  expect(await read(client, 'select n from one')).toEqual([{ n: 1 }]);
});

test('a file that was changed after it was applied is refused by name', async () => {
  const client = await testClickHouse({ migrated: false });
  await migrateClickHouse(client, { now: 0, folder: migrationFolder(one) });
  const changed = migrationFolder({ '0001_one.sql': `${one['0001_one.sql']}-- more\n` });
  await expect(migrateClickHouse(client, { now: 0, folder: changed })).rejects.toMatchObject({
    code: 'migration-changed',
    detail: expect.stringContaining('0001_one.sql'),
  });
});
