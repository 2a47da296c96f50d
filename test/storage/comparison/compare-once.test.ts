import { beforeAll, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import {
  appendEvents,
  compareOnce,
  completeness,
  listMismatches,
  listMissing,
  openPostgresEventLog,
  rebuild,
  replayLog,
  Sink,
} from '#storage';
import { loggedEvent, randomEvents } from '../../support/random-events.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';
import { testDatabase } from '../../support/test-database.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');
const HOUR = 3_600_000;
let now = Date.parse('2026-03-01T00:00:00.000Z');
const sink = new Sink({ sql, clickhouse, log, now: () => now });
const compare = (its = log) => {
  now += HOUR;
  return compareOnce({ sql, clickhouse, log: its, now });
};
const events = randomEvents(1, 120);

const append = (list: readonly LoggedEvent[]) =>
  appendEvents(
    sql,
    list.map((event) => ({
      part: event.enrollmentNo % 8,
      eventId: event.eventId,
      body: JSON.stringify(event),
    })),
  );
const lose = (what: string) =>
  clickhouse.command({ query: `alter table ${what} settings mutations_sync = 2` });

beforeAll(async () => {
  await append(events);
});

test('what the sink has not carried yet is not missing', async () => {
  expect(await compare()).toEqual({ events: 0, missing: 0, mismatches: 0 });
});

test('where everything arrived nothing is wrong, and later runs look at what is new and a 24th of the rest', async () => {
  // An event that is laid aside is known of already.
  await append([{ ...loggedEvent({ source: 'bad' }), position: 70_000 }]);
  await sink.drain();
  expect(await compare()).toEqual({ events: events.length + 1, missing: 0, mismatches: 0 });
  const later = await compare();
  expect(later.missing).toBe(0);
  expect(later.events).toBeGreaterThan(events.length / 30);
  expect(later.events).toBeLessThan(events.length / 20);
});

test('a row that was lost long ago is found within a day of runs, with where it belongs', async () => {
  // The last one: the first 24th is looked at in any case.
  const lost = events.findLast(({ type, sequence }) => type === 'replied' && sequence === 'nurture');
  await lose(`events delete where event_id = '${lost?.eventId}'`);
  for (let run = 0; run < 25; run++) await compare();
  expect(await listMissing(sql, 'default')).toEqual([
    {
      ...{ sequence: 'nurture', step: lost?.step, type: 'replied', part: (lost?.enrollmentNo ?? 0) % 8 },
      ...{ month: lost?.enrolledOn?.slice(0, 7).replace('-', ''), events: 1 },
      ...{ fromPos: expect.any(Number), toPos: expect.any(Number) },
    },
  ]);
  expect((await completeness({ sql, log })).mismatches).toBeGreaterThan(0);
});

test('a row that is lost on its way is found by the next run', async () => {
  const fresh = randomEvents(2, 5, 'fresh');
  await append(fresh);
  await sink.drain();
  await lose(`events delete where workspace = 'fresh' and type = 'enrolled'`);
  const { missing } = await compare();
  expect(missing).toBe(1 + 5);
  expect((await listMissing(sql, 'fresh')).every(({ type }) => type === 'enrolled')).toBe(true);
});

test('a replay brings back what was missing, and the next run says so', async () => {
  await replayLog({ sql, log });
  await sink.drain();
  expect(await compare()).toMatchObject({ missing: 0, mismatches: 0 });
  expect(await completeness({ sql, log })).toMatchObject({ mismatches: 0 });
});

test.each(['step_rollup', 'touch_facts', 'enrollment_facts'])(
  'what %s counts wrong is found, with where, until it is rebuilt',
  async (table) => {
    await lose(
      `${table} delete where workspace = 'default' and sequence = 'outbound' and version = 1 and kind = 'opened'`,
    );
    for (let run = 0; run < 25; run++) await compare();
    const found = await listMismatches(sql, 'default');
    expect(found.length).toBeGreaterThan(0);
    for (const mismatch of found) {
      expect(mismatch).toMatchObject({ sequence: 'outbound', version: 1, kind: 'opened', countedIn: table });
      expect(mismatch.found).toBe(0);
      expect(mismatch.expected).toBeGreaterThan(0);
    }
    expect(await listMismatches(sql, 'fresh')).toEqual([]);
    await rebuild({ sql, clickhouse }, { source: 'events', now });
    await sink.drain();
    await compare();
    expect(await listMismatches(sql, null)).toEqual([]);
  },
);

test('behind Kafka, whose offsets are others, only what the sink has reached is looked for', async () => {
  const outer = { ...log, id: 'kafka:test', heads: async () => Array.from({ length: 8 }, () => 100) };
  await append(randomEvents(3, 8, 'outer'));
  await sql`insert into relay_cursor (log_id, part, next) select ${outer.id}, part, next from log_head`;
  await sql`insert into sink_cursor (sink, log_id, part, committed) select 'clickhouse', ${outer.id}, part, 99 from log_head`;
  await compare(outer);
  expect(await listMissing(sql, 'outer')).toEqual([]);
  // The topic goes on, and the sink is where it was.
  outer.heads = async () => Array.from({ length: 8 }, () => 200);
  await compare(outer);
  expect(await listMissing(sql, 'outer')).toEqual([]);
  // Now it is past what was the end of the topic.
  await sql`update sink_cursor set committed = 100 where log_id = ${outer.id}`;
  await compare(outer);
  expect((await listMissing(sql, 'outer')).length).toBeGreaterThan(0);
});
