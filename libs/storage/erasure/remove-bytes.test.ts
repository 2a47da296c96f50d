import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { testDatabase } from '../../../test/support/test-database.ts';
import { openPostgres } from '../postgres/open-postgres.ts';
import { removeBytes } from './remove-bytes.ts';

const { sql, url } = await testDatabase();
const other = openPostgres({ url, max: 1, applicationName: 'somebody else' });
await sql`insert into workspace (key) values ('people')`;
let marker = '';
let n = 0;

beforeEach(async () => {
  marker = `zanzibarella-${++n}@mail.example`;
  await sql`
    insert into contact (workspace_id, external_id, email, subject_key, created_at)
    select id, ${`person ${n}`}, ${marker}, ${`key ${n}`}, ${new Date(0)} from workspace`;
});

const forgetHer = () => sql`update contact set email = null where external_id = ${`person ${n}`}`;
const neverWaits = async () => {
  throw new Error('it waited');
};

/** Whether the table's file still has her address. */
async function isInFile(): Promise<boolean> {
  await sql`checkpoint`;
  const [at] = await sql<[{ folder: string; file: string }]>`
    select current_setting('data_directory') as folder, pg_relation_filepath('contact') as file`;
  return (await readFile(join(at.folder, at.file))).includes(marker);
}

test('what was changed is in no file, and who asks for a lock does not wait', async () => {
  await forgetHer();
  expect(await isInFile()).toBe(true);
  expect(await removeBytes(sql, { large: false, rest: neverWaits })).toEqual({
    large: [],
    logSwitched: true,
  });
  expect(await isInFile()).toBe(false);
});

test('who uses a table is not stopped for longer than a lock is waited for, and is waited for', async () => {
  await forgetHer();
  await other`begin`;
  await other`lock table contact in access share mode`;
  let waits = 0;
  const rest = async () => {
    // Between two attempts everybody may.
    await sql`update contact set timezone = 'UTC' where external_id = ${`person ${n}`}`;
    if (++waits === 3) await other`commit`;
  };
  await removeBytes(sql, { large: false, lockWaitMs: 5, rest });
  // An autovacuum may be in the way as well.
  expect(waits).toBeGreaterThanOrEqual(3);
  expect(await isInFile()).toBe(false);
});

test('where a table is in use for minutes it says which one', async () => {
  await other`begin`;
  await other`lock table contact in access share mode`;
  const removal = removeBytes(sql, { large: false, lockWaitMs: 5, rest: async () => undefined });
  await expect(removal).rejects.toThrow(
    'The table contact was in use for minutes. The next job tries again.',
  );
  await other`commit`;
  const [session] = await sql`select current_setting('statement_timeout') as timeout`;
  expect(session).toEqual({ timeout: '1min' });
});

test('a transaction that still sees what was deleted is waited for', async () => {
  await other`begin isolation level repeatable read`;
  await other`select 1`;
  await forgetHer();
  let waits = 0;
  const rest = async () => {
    if (++waits === 2) await other`commit`;
  };
  await removeBytes(sql, { large: false, rest });
  expect([waits, await isInFile()]).toEqual([2, false]);
});

test('a transaction that is open for minutes is named', async () => {
  await other`begin isolation level repeatable read`;
  await other`select 1`;
  await forgetHer();
  const removal = removeBytes(sql, { large: false, rest: async () => undefined });
  await expect(removal).rejects.toThrow(
    /^A transaction of "somebody else", open since .* deleted rows\. The next/,
  );
  await other`commit`;
});

test('a large table is not locked, and is named, unless it is asked for', async () => {
  await forgetHer();
  const [size] = await sql<[{ size: number }]>`select pg_total_relation_size('contact') as size`;
  const file = async () => (await sql`select pg_relation_filepath('contact') as file`)[0];
  const before = await file();
  expect(await removeBytes(sql, { large: false, largeBytes: size.size - 1, rest: neverWaits })).toMatchObject(
    {
      large: expect.arrayContaining(['contact']),
    },
  );
  expect(await file()).toEqual(before);
  expect(await removeBytes(sql, { large: true, largeBytes: 0, rest: neverWaits })).toMatchObject({
    large: [],
  });
  expect(await isInFile()).toBe(false);
});

test('a table that takes longer than it may be locked stays as it is, and is named', async () => {
  // To be read is to be in the way of writing it anew, and not of vacuuming it.
  await other`begin`;
  await other`lock table contact in access share mode`;
  const times = { longestLockMs: 1_000, lockWaitMs: 60_000 };
  const removed = await removeBytes(sql, { large: false, ...times, rest: neverWaits });
  expect(removed).toMatchObject({ large: expect.arrayContaining(['contact']) });
  await other.end();
});
