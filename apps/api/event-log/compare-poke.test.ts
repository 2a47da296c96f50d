import { beforeAll, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { appendEvents, completeness, openPostgresEventLog, Sink } from '#storage';
import { randomEvents } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { ComparePoke } from './compare-poke.ts';

const said: string[] = [];
const note = (line: unknown) => said.push(String(line));
Logger.overrideLogger({ log: () => {}, warn: note, error: note });

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');

beforeAll(async () => {
  const events = randomEvents(1, 20);
  await appendEvents(
    sql,
    events.map((event) => ({
      ...{ part: event.enrollmentNo % 8, eventId: event.eventId, body: JSON.stringify(event) },
    })),
  );
  await new Sink({ sql, clickhouse, log, now: () => 0 }).drain();
});

test('the log is compared with ClickHouse every hour', () => {
  const interval: unknown = new Reflector().get('SCHEDULE_INTERVAL_OPTIONS', ComparePoke.prototype.poke);
  expect(interval).toEqual({ timeout: 3_600_000 });
});

test('each time what is missing is said, and in the numbers of every read-out', async () => {
  await clickhouse.command({
    query: `alter table events delete where type = 'enrolled' settings mutations_sync = 2`,
  });
  const poke = new ComparePoke(sql, clickhouse, log);
  poke.poke();
  await poke.beforeApplicationShutdown();
  expect(said).toEqual([expect.stringMatching(/^ClickHouse lacks 20 events of the log/)]);
  expect((await completeness({ sql, log })).mismatches).toBeGreaterThanOrEqual(20);
});

test('one that fails is said and made up for by the next', async () => {
  said.length = 0;
  let isAway = true;
  const away = new Proxy(clickhouse, {
    get(client, name) {
      if (isAway && name === 'query') return () => Promise.reject(new Error('no answer'));
      const value: unknown = Reflect.get(client, name);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
  const poke = new ComparePoke(sql, away, log);
  poke.poke();
  await poke.beforeApplicationShutdown();
  expect(said).toEqual([expect.stringContaining('tried again in an hour: Error: no answer')]);
  isAway = false;
  said.length = 0;
  poke.poke();
  await poke.beforeApplicationShutdown();
  expect(said).toEqual([expect.stringMatching(/^ClickHouse lacks \d+ events of the log/)]);
});
