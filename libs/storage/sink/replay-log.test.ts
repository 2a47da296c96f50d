import { expect, test } from '@jest/globals';
import { loggedEvent, randomEvents } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { appendEvents } from '../event-log/postgres/append-events.ts';
import { openPostgresEventLog } from '../event-log/postgres/postgres-event-log.ts';
import { completeness } from './completeness.ts';
import { replayLog } from './replay-log.ts';
import { Sink } from './sink.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const log = await openPostgresEventLog(sql, 'test');
const sink = new Sink({ sql, clickhouse, log, now: () => 0 });
const letters = async () =>
  (await sql<{ id: string }[]>`select event_id as id from dead_letter`).map(({ id }) => id);

test('what lies aside is tried again by a replay: its letter goes where it lands, and comes back where it is still wrong', async () => {
  const mended = loggedEvent({ source: 'poison' });
  const wrong = { ...loggedEvent({ source: 'wrong' }), position: 70_000 };
  const events = [...randomEvents(1, 5), mended, wrong];
  await appendEvents(
    sql,
    events.map((event) => ({
      ...{ part: event.enrollmentNo % 8, eventId: event.eventId, body: JSON.stringify(event) },
    })),
  );
  await clickhouse.command({ query: `alter table events add constraint sane check source != 'poison'` });
  expect(await sink.drain()).toMatchObject({ rows: events.length - 2, deadLetters: 2 });
  await clickhouse.command({ query: 'alter table events drop constraint sane' });
  expect((await letters()).sort()).toEqual([mended.eventId, wrong.eventId].sort());

  expect(await replayLog({ sql, log })).toEqual({ events: events.length });
  expect(await sink.drain()).toMatchObject({ rows: events.length - 1, deadLetters: 1 });
  expect(await letters()).toEqual([wrong.eventId]);
  expect(await completeness({ sql, log })).toMatchObject({ pending: 0, deadLetters: 1 });
  const answer = await clickhouse.query({
    query: `select count() as n from events final where event_id = {id:UUID}`,
    query_params: { id: mended.eventId },
    format: 'JSONEachRow',
  });
  expect(await answer.json()).toEqual([{ n: 1 }]);
});
