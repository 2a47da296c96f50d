import { expect, test } from '@jest/globals';
import { instant, openPostgres } from '#storage';
import { testDatabase } from '../support/test-database.ts';

const { sql, url } = await testDatabase();

const NOON = Date.UTC(2026, 0, 5, 12);

test('a timestamptz arrives as epoch milliseconds, cut at the millisecond', async () => {
  const [row] = await sql`
    select '2026-01-05 12:00:00+00'::timestamptz as whole,
           '2026-01-05 13:00:00.123987+01'::timestamptz as parts,
           '1969-12-31 23:59:59.5+00'::timestamptz as early,
           null::timestamptz as never`;
  expect(row).toEqual({ whole: NOON, parts: NOON + 123, early: -500, never: null });
});

test('a timestamptz that is no instant is refused', async () => {
  await expect(sql`select 'infinity'::timestamptz`).rejects.toThrow('"infinity" is not a timestamptz');
  await expect(sql`select '2026-01-05 12:00:00 BC'::timestamptz`).rejects.toThrow('is not a timestamptz');
  // The connection serves on.
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
});

test('epoch milliseconds go in as a timestamptz, alone, in an array and in rows', async () => {
  const [row] = await sql`
    select ${NOON}::timestamptz as cast, ${instant(NOON)} as typed, ${[NOON, NOON + 1]}::timestamptz[] as list`;
  expect(row).toEqual({ cast: NOON, typed: NOON, list: [NOON, NOON + 1] });

  await sql`create table moment (at timestamptz, day date)`;
  await sql`insert into moment ${sql([
    { at: NOON, day: '2026-01-05' },
    { at: null, day: null },
  ])}`;
  expect(await sql`select at, day from moment where at = ${NOON} or at is null`).toEqual([
    { at: NOON, day: '2026-01-05' },
    { at: null, day: null },
  ]);
});

test('a date is a text, whatever the zone of the machine', async () => {
  const [row] = await sql`select '2026-03-29'::date as day, ${'2026-12-31'}::date as given`;
  expect(row).toEqual({ day: '2026-03-29', given: '2026-12-31' });
});

test('a bigint is a number, and one beyond 2^53 is refused instead of rounded', async () => {
  const [row] = await sql`
    select 9007199254740991 as big, count(*) as count, ${[1, 2]}::bigint[] as list, ${7}::bigint as given`;
  expect(row).toEqual({ big: Number.MAX_SAFE_INTEGER, count: 1, list: [1, 2], given: 7 });
  await expect(sql`select 9007199254740993 as big`).rejects.toThrow('does not fit a JavaScript number');
});

test('an array goes in and out as it is, whatever its texts hold and on the first statement of a connection', async () => {
  const texts = ['', 'null', 'NULL', 'a,b', '{c}', 'say "x"', 'back\\slash', '\\"', 'line\nend', null, 'ü'];
  const first = openPostgres({ url, max: 1 });
  const [row] = await first`
    select ${texts}::text[] as texts, ${['a', null]}::text[] as bare, ${[]}::text[] as none, ${[true, false].map(String)}::boolean[] as truths,
      ${[1, null, -2]}::smallint[] as small, ${[3]}::integer[] as whole, ${[0.5, 1e-7]}::float8[] as parts,
      ${'{4,null}'}::bigint[] as written, array[null]::text[] as nothing,
      ${['00000000-0000-0000-0000-000000000001']}::uuid[] as ids`;
  await first.end();
  expect(row).toEqual({
    texts,
    bare: ['a', null],
    none: [],
    truths: [true, false],
    small: [1, null, -2],
    whole: [3],
    parts: [0.5, 1e-7],
    written: [4, null],
    nothing: [null],
    ids: ['00000000-0000-0000-0000-000000000001'],
  });
});

test('json goes in and out as it is', async () => {
  const value = { list: [1, 'two', null], nested: { at: NOON } };
  const [row] = await sql`select ${sql.json(value)} as json, ${sql.json([true])}::jsonb as list`;
  expect(row).toEqual({ json: value, list: [true] });
});

test('a new connection sends the statement and nothing before it', async () => {
  const sent: string[] = [];
  const first = openPostgres({ url, max: 1, onStatement: (text) => sent.push(text) });
  await first`select 1`;
  await first.end();
  expect(sent).toEqual(['select 1']);
});

test('a session is in UTC and no statement runs for ever', async () => {
  const [row] = await sql`
    select current_setting('TimeZone') as zone, current_setting('statement_timeout') as statement,
           current_setting('idle_in_transaction_session_timeout') as idle`;
  expect(row).toEqual({ zone: 'UTC', statement: '1min', idle: '1min' });
});

test('a session reads no table whole where an index would do', async () => {
  expect(await sql`show enable_seqscan`).toEqual([{ enable_seqscan: 'off' }]);
});
