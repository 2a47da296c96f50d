import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, test } from '@jest/globals';
import { migratePostgres, openPostgres } from '#storage';
import { migrationFolder } from '../support/migration-folder.ts';
import { startProgram } from '../support/program.ts';
import { testDatabase } from '../support/test-database.ts';

const { sql, url } = await testDatabase({ migrated: false });

beforeEach(async () => {
  await sql`drop schema public cascade`;
  await sql`create schema public`;
});

const one = { '0001_one.sql': 'create table one (n integer);\ninsert into one values (1);' };
const two = { ...one, '0002_two.sql': 'create table two (n integer);' };

const applied = () => sql`select name, applied_at from migration order by name`;

test('migrations are applied in order, once, and recorded with the time given', async () => {
  await migratePostgres(sql, { now: 1000, folder: migrationFolder(one) });
  await migratePostgres(sql, { now: 2000, folder: migrationFolder(two) });
  await migratePostgres(sql, { now: 3000, folder: migrationFolder(two) });
  expect(await applied()).toEqual([
    { name: '0001_one.sql', applied_at: 1000 },
    { name: '0002_two.sql', applied_at: 2000 },
  ]);
  expect(await sql`select n from one`).toEqual([{ n: 1 }]);
});

test("Crest's own migrations apply to an empty database", async () => {
  await migratePostgres(sql, { now: 0 });
  const [row] = await sql`select count(*) as partitions from log_head`;
  expect(row).toEqual({ partitions: 8 });
});

test('processes that start at once apply each migration once', async () => {
  const slow = migrationFolder({
    ...two,
    '0003_slow.sql': 'select pg_sleep(0.2); insert into one values (3);',
  });
  const other = startProgram(new URL('./migrate.js', import.meta.url), [url, slow.href]);
  const second = openPostgres({ url });
  await other.line();
  await Promise.all([
    migratePostgres(sql, { now: 0, folder: slow }),
    migratePostgres(second, { now: 0, folder: slow }),
    other.line().then((line) => expect(line).toBe('migrated')),
  ]);
  await second.end();
  expect(await sql`select n from one order by n`).toEqual([{ n: 1 }, { n: 3 }]);
  expect(await applied()).toHaveLength(3);
});

test('a migration that was changed after it was applied is refused by name', async () => {
  await migratePostgres(sql, { now: 0, folder: migrationFolder(one) });
  const changed = migrationFolder({ ...two, '0001_one.sql': 'create table one (n bigint);' });
  await expect(migratePostgres(sql, { now: 0, folder: changed })).rejects.toMatchObject({
    code: 'migration-changed',
    detail: expect.stringContaining('0001_one.sql'),
    fix: expect.stringContaining('new migration'),
  });
  expect(await applied()).toHaveLength(1);
});

test('Windows line ends are no change', async () => {
  await migratePostgres(sql, { now: 0, folder: migrationFolder(one) });
  const windows = migrationFolder({ '0001_one.sql': one['0001_one.sql'].replaceAll('\n', '\r\n') });
  await migratePostgres(sql, { now: 0, folder: windows });
  expect(await applied()).toHaveLength(1);
});

test('a database that a newer Crest has migrated is refused', async () => {
  await migratePostgres(sql, { now: 0, folder: migrationFolder(two) });
  await expect(migratePostgres(sql, { now: 0, folder: migrationFolder(one) })).rejects.toMatchObject({
    code: 'migration-missing',
    detail: expect.stringContaining('0002_two.sql'),
  });
});

test('a gap in the numbers is refused before anything is applied', async () => {
  const gap = migrationFolder({ ...one, '0003_three.sql': 'create table three (n integer);' });
  await expect(migratePostgres(sql, { now: 0, folder: gap })).rejects.toThrow(
    '0003_three.sql is out of order',
  );
  expect(await sql`select to_regclass('one') as one`).toEqual([{ one: null }]);
});

test('a migration that fails half-way leaves nothing, and those before it stay', async () => {
  const broken = migrationFolder({ ...one, '0002_two.sql': 'create table two (n integer); select 1 / 0;' });
  await expect(migratePostgres(sql, { now: 0, folder: broken })).rejects.toThrow('division by zero');
  expect(await applied()).toHaveLength(1);
  await migratePostgres(sql, { now: 0, folder: migrationFolder(two) });
  expect(await applied()).toHaveLength(2);
});

test('a process killed in the middle of a migration leaves nothing of it, and the next one finishes', async () => {
  const endless = { ...one, '0002_two.sql': 'create table two (n integer);\nselect pg_sleep(60);' };
  const other = startProgram(new URL('./migrate.js', import.meta.url), [url, migrationFolder(endless).href]);
  await other.line();
  const asleep = () =>
    sql`select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  while ((await asleep()).length === 0) await setTimeout(10);
  expect(await other.end('SIGKILL')).toBe('SIGKILL');
  // What it had begun goes on in the server until that notices; the next process waits for the lock, or ends it.
  for (const { pid } of await asleep()) await sql`select pg_terminate_backend(${pid}, 5000)`;
  await migratePostgres(sql, { now: 0, folder: migrationFolder(two) });
  expect(await applied()).toHaveLength(2);
});
