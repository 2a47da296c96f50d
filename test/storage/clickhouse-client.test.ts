import { expect, test } from '@jest/globals';
import { testClickHouse } from '../support/test-clickhouse.ts';

const client = await testClickHouse({ migrated: false });

async function read(query: string, clickhouse_settings = {}): Promise<unknown[]> {
  return await (await client.query({ query, format: 'JSONEachRow', clickhouse_settings })).json();
}

/** A query of about a second. */
const slow = () => read('select sum(sipHash64(number)) as s from numbers(60000000)');

test('counts come as numbers, times in UTC', async () => {
  expect(await read('select count() as n, toDateTime(0) as at, timezone() as zone from numbers(3)')).toEqual([
    { n: 3, at: '1970-01-01 00:00:00', zone: 'UTC' },
  ]);
});

test('the settings of a call hold for that call alone', async () => {
  const threads = "select toUInt32(getSetting('max_threads')) as threads";
  const [before] = await read(threads);
  expect(await read(threads, { max_threads: 7 })).toEqual([{ threads: 7 }]);
  expect(await read(threads)).toEqual([before]);
  await expect(read('select nonsense', { max_threads: 7 })).rejects.toThrow('nonsense');
  expect(await read(threads)).toEqual([before]);
  const limit = "select toUInt32(getSetting('max_execution_time')) as seconds";
  expect(await read(limit, { max_execution_time: 5 })).toEqual([{ seconds: 5 }]);
  expect(await read(limit)).toEqual([{ seconds: 60 }]);
});

test('an insert after one with a deduplication token is not taken for its duplicate', async () => {
  await client.command({
    query: `create table token (n UInt8) engine = MergeTree order by n
      settings non_replicated_deduplication_window = 100`,
  });
  const insert = (n: number, settings = {}) =>
    client.insert({ table: 'token', values: [{ n }], format: 'JSONEachRow', clickhouse_settings: settings });
  await insert(1, { insert_deduplication_token: 'once' });
  await insert(2);
  await insert(3, { insert_deduplication_token: 'once' });
  expect(await read('select n from token order by n')).toEqual([{ n: 1 }, { n: 2 }]);
});

test('an answered insert is there for the next query', async () => {
  await client.command({ query: 'create table seen (n UInt32) engine = MergeTree order by n' });
  for (let n = 1; n <= 20; n++) {
    await client.insert({ table: 'seen', values: [{ n }], format: 'JSONEachRow' });
    expect(await read('select max(n) as n from seen')).toEqual([{ n }]);
  }
});

test('a slow query keeps neither the event loop nor the inserts waiting', async () => {
  await client.command({ query: 'create table beside (n UInt32) engine = MergeTree order by n' });
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 5);
  const order: string[] = [];
  await Promise.all([
    slow().then(() => order.push('query')),
    client
      .insert({ table: 'beside', values: [{ n: 1 }], format: 'JSONEachRow' })
      .then(() => order.push('insert')),
  ]);
  clearInterval(ticking);
  expect(order).toEqual(['insert', 'query']);
  expect(ticks).toBeGreaterThan(20);
});

test('queries wait for each other in order, outside of the threads that everything else needs', async () => {
  const order: number[] = [];
  await Promise.all(
    [300_000, 200_000, 100_000].map((rows) =>
      read(`select max(sipHash64(number)) as m from numbers(${rows})`).then(() => order.push(rows)),
    ),
  );
  expect(order).toEqual([300_000, 200_000, 100_000]);
});

test('a query that takes longer than it may is ended by the engine', async () => {
  await expect(
    read('select sum(sipHash64(number)) as s from numbers(100000000000)', { max_execution_time: 0.2 }),
  ).rejects.toThrow('Timeout exceeded');
});

test('each client has its own database', async () => {
  const other = await testClickHouse({ migrated: false });
  const database = async (c: typeof client) =>
    (await (await c.query({ query: 'select currentDatabase() as name', format: 'JSONEachRow' })).json())[0];
  expect(await database(other)).not.toEqual(await database(client));
});
