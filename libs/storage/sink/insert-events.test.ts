import type { ClickHouseClient } from '@clickhouse/client';
import { expect, test } from '@jest/globals';
import { isoTime, loggedEvent, START } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { encodeEvent } from './encode-event.ts';
import { prepareInsert } from './insert-events.ts';

const clickhouse = await testClickHouse();
const insert = await prepareInsert(clickhouse);
const rowOf = (event: object) => {
  const encoded = encodeEvent(JSON.stringify(event));
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.row;
};
const count = async (query: string) => {
  const answer = await clickhouse.query({
    query: `select count() as n from ${query}`,
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ n: number }>();
  return row?.n;
};
const touched = (workspace: string, enrollmentNo: number) =>
  loggedEvent({
    ...{ workspace, type: 'sent', sequence: 'outbound', version: 1, step: 'intro', visit: 1, position: 1 },
    ...{ enrollmentNo, enrollmentId: '0b6f2c8e-3a57-5d2c-a4f1-2f1f6d1d8b11', enrolledOn: '2026-01-05' },
    ...{ touchAt: isoTime(START), sentAt: isoTime(START) },
  });

test('what matters to an insert is said with it, whatever the defaults of the server are', async () => {
  let said = '';
  const watched: ClickHouseClient = new Proxy(clickhouse, {
    get(client, name) {
      if (name === 'command')
        return async ({ query }: { query: string }) => {
          said = query;
        };
      const value: unknown = Reflect.get(client, name);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
  await (await prepareInsert(watched))('a token', []);
  const [, settings = ''] = /settings (.*)\n/.exec(said) ?? [];
  expect(settings.split(', ').sort()).toEqual([
    'async_insert = 0',
    "date_time_input_format = 'best_effort'",
    'deduplicate_blocks_in_dependent_materialized_views = 1',
    "deduplicate_insert = 'enable'",
    'distributed_foreground_insert = 1',
    'input_format_defaults_for_omitted_fields = 0',
    'input_format_null_as_default = 0',
    'input_format_skip_unknown_fields = 0',
    'insert_deduplicate = 1',
    "insert_deduplication_token = 'a token'",
    'materialized_views_ignore_errors = 0',
    'max_partitions_per_insert_block = 0',
  ]);
});

test('ten years of history go in with one insert', async () => {
  const months = Array.from({ length: 130 }, (_, i) => {
    const occurredAt = new Date(Date.UTC(2015, i, 3)).toISOString();
    return rowOf(loggedEvent({ workspace: 'history', occurredAt }));
  });
  await insert('history', months);
  expect(await count(`events where workspace = 'history'`)).toBe(130);
});

test('a token that was used inserts nothing, neither into the events nor into what is counted', async () => {
  const rows = [1, 2].map((no) => rowOf(touched('again', no)));
  await insert('again', rows);
  const tables = ['events', 'touch_facts', 'step_rollup', 'enrollment_facts'];
  const counts = () => Promise.all(tables.map((table) => count(`${table} where workspace = 'again'`)));
  const before = await counts();
  expect(before[0]).toBe(2);
  await insert('again', rows);
  expect(await counts()).toEqual(before);
});

test('an insert that broke in a view behind the events is whole when it is made again under its token', async () => {
  await clickhouse.command({ query: 'create table breaker (n UInt8) engine = Memory' });
  await clickhouse.command({ query: 'insert into breaker values (1)' });
  await clickhouse.command({ query: 'create table broken (n UInt8) engine = MergeTree order by n' });
  await clickhouse.command({
    query: `create materialized view a_breaks to broken as
      select toUInt8(throwIf((select count() from breaker) > 0)) as n from events`,
  });
  const rows = [1, 2, 3].map((no) => rowOf(touched('broken', no)));
  await expect(insert('broken', rows)).rejects.toMatchObject({ code: '395' });
  await clickhouse.command({ query: 'truncate table breaker' });
  await insert('broken', rows);
  expect(await count(`events where workspace = 'broken'`)).toBe(3);
  const answer = await clickhouse.query({
    query: `select groupBitmapMerge(who) as n from step_rollup where workspace = 'broken' and kind = 'sent'`,
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([{ n: 3 }]);
  expect(await count('broken')).toBe(3);
});
