import { expect, test } from '@jest/globals';
import { testClickHouse } from '../support/test-clickhouse.ts';

const client = await testClickHouse({ migrated: false });

// What it has in common with a server is in test/contract/clickhouse-contract.ts.
async function read(query: string): Promise<unknown[]> {
  return await (await client.query({ query, format: 'JSONEachRow' })).json();
}

/** A query of about a second, however many processors there are. */
const slow = () => read('select sum(sipHash64(number)) as s from numbers(60000000) settings max_threads = 1');

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

test('each client has its own database', async () => {
  const other = await testClickHouse({ migrated: false });
  const database = async (c: typeof client) =>
    (await (await c.query({ query: 'select currentDatabase() as name', format: 'JSONEachRow' })).json())[0];
  expect(await database(other)).not.toEqual(await database(client));
});
