import type { ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrateClickHouse, prepareInsert } from '#storage';
import { loadEvents } from '../support/load-events.ts';
import { randomEvents, shuffled } from '../support/random-events.ts';

/** What everything above asks of a ClickHouse, wherever it runs: `open` gives one without tables. */
export function clickHouseContract(name: string, open: () => Promise<ClickHouseClient>): void {
  describe(name, () => {
    let client: ClickHouseClient;
    beforeAll(async () => {
      client = await open();
    });
    afterAll(() => client.close());

    const read = async (query: string, query_params = {}, clickhouse_settings = {}): Promise<unknown[]> =>
      (await client.query({ query, query_params, clickhouse_settings, format: 'JSONEachRow' })).json();
    const table = (create: string) => client.command({ query: create });
    const insert = (into: string, values: readonly object[], clickhouse_settings = {}) =>
      client.insert({ table: into, values: [...values], format: 'JSONEachRow', clickhouse_settings });

    test('counts come as numbers, times in UTC', async () => {
      expect(
        await read('select count() as n, toDateTime(0) as at, timezone() as zone from numbers(3)'),
      ).toEqual([{ n: 3, at: '1970-01-01 00:00:00', zone: 'UTC' }]);
    });

    test('the settings of a call hold for that call alone', async () => {
      const threads = "select toUInt32(getSetting('max_threads')) as threads";
      const [before] = await read(threads);
      expect(await read(threads, {}, { max_threads: 7 })).toEqual([{ threads: 7 }]);
      expect(await read(threads)).toEqual([before]);
      await expect(read('select nonsense', {}, { max_threads: 7 })).rejects.toThrow('nonsense');
      expect(await read(threads)).toEqual([before]);
      const limit = "select toUInt32(getSetting('max_execution_time')) as seconds";
      expect(await read(limit, {}, { max_execution_time: 5 })).toEqual([{ seconds: 5 }]);
      expect(await read(limit)).toEqual([{ seconds: 60 }]);
    });

    test('a parameter comes back as what it was, whatever stands in it', async () => {
      const odd = ['', "it's", 'back\\slash', 'tab\tline\nend\r', '{n:UInt8}', '\u{1f600} ü', 'null', '\\N'];
      for (const text of odd) {
        expect(
          await read('select {text:String} as text, {list:Array(String)} as list', {
            text,
            list: [text, 'x', text],
          }),
        ).toEqual([{ text, list: [text, 'x', text] }]);
      }
      expect(
        await read('select {n:Nullable(String)} as n, {i:Int64} as i, {days:Array(UInt32)} as days', {
          n: null,
          i: -5,
          days: [1, 2],
        }),
      ).toEqual([{ n: null, i: -5, days: [1, 2] }]);
    });

    test('many parameters, and long ones, arrive whole', async () => {
      const steps = Array.from({ length: 2000 }, (_, i) => `a-step-with-a-long-name-${i}`);
      expect(await read('select length({steps:Array(String)}) as n', { steps })).toEqual([{ n: 2000 }]);
    });

    test('an insert after one with a deduplication token is not taken for its duplicate', async () => {
      await table(`create table token (n UInt8) engine = MergeTree order by n
        settings non_replicated_deduplication_window = 100`);
      await insert('token', [{ n: 1 }], { insert_deduplication_token: 'once' });
      await insert('token', [{ n: 2 }]);
      await insert('token', [{ n: 3 }], { insert_deduplication_token: 'once' });
      expect(await read('select n from token order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    });

    test('an answered insert is there for the next query', async () => {
      await table('create table seen (n UInt32) engine = MergeTree order by n');
      for (let n = 1; n <= 20; n++) {
        await insert('seen', [{ n }]);
        expect(await read('select max(n) as n from seen')).toEqual([{ n }]);
      }
    });

    test('a large insert arrives whole, and comes back whole', async () => {
      await table('create table large (n UInt32, text String) engine = MergeTree order by n');
      const rows = Array.from({ length: 20_000 }, (_, n) => ({ n, text: `"ü\\ ${n}`.repeat(n % 20) }));
      await insert('large', rows);
      expect(await read('select n, text from large order by n')).toEqual(rows);
    });

    test('an insert of no rows is one', async () => {
      await table('create table none (n UInt8) engine = MergeTree order by n');
      await insert('none', []);
      expect(await read('select count() as n from none')).toEqual([{ n: 0 }]);
    });

    test('a query that takes longer than it may is ended', async () => {
      await expect(
        read(
          'select sum(sipHash64(number)) as s from numbers(100000000000)',
          {},
          { max_execution_time: 0.2 },
        ),
      ).rejects.toMatchObject({ code: '159', message: expect.stringContaining('Timeout exceeded') });
    });

    test('what fails after its first rows is an error, and no short answer', async () => {
      await expect(
        read(
          `select throwIf(number = 90000, 'the ninety thousandth') as n from numbers(100000)
           settings max_block_size = 1000`,
        ),
      ).rejects.toMatchObject({ code: '395' });
    });

    test.each([
      ['60', 'select * from nowhere'],
      ['62', 'select from where'],
      ['115', 'select 1 settings nonsense = 1'],
    ])('an error has the number that ClickHouse gave it: %s', async (code, query) => {
      await expect(read(query)).rejects.toMatchObject({ code });
    });

    test('calls at the same time do not see each other', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          read(
            "select {i:UInt8} as i, toUInt32(getSetting('max_threads')) as threads",
            { i },
            {
              max_threads: i + 1,
            },
          ),
        ),
      );
      expect(answers).toEqual(answers.map((_, i) => [{ i, threads: i + 1 }]));
    });

    test('events go in once, by token or by their identity, and are the same when they are read', async () => {
      await migrateClickHouse(client, { now: 0 });
      await migrateClickHouse(client, { now: 0 });
      const events = randomEvents(21, 500);
      await loadEvents(client, events, { token: 'first' });
      const rollup =
        'select step, kind, groupBitmapMerge(who) as n from step_rollup group by all order by all';
      const before = await read(rollup);
      expect(before.length).toBeGreaterThan(10);
      await loadEvents(client, events, { token: 'first' });
      expect(await read('select count() as n from events')).toEqual([{ n: events.length }]);
      await loadEvents(client, shuffled(22, events, 0.3), { token: 'again' });
      expect(await read('select count() as n from events final')).toEqual([{ n: events.length }]);
      expect(await read(rollup)).toEqual(before);
    });

    test('a row that ClickHouse does not take refuses its batch, by a number that says whose fault it is', async () => {
      const insertEvents = await prepareInsert(client);
      const [before] = await read('select count() as n from events');
      await expect(insertEvents('bad', ['["no uuid"]'])).rejects.toMatchObject({
        code: expect.stringMatching(/^(6|26|27|33|117|376)$/),
      });
      expect(await read('select count() as n from events')).toEqual([before]);
    });
  });
}
