import { expect, test } from '@jest/globals';
import { appendEvents, openPostgresEventLog, rebuild, replayLog, Sink } from '#storage';
import { aroundCommands } from '../../support/around-commands.ts';
import { randomEvents } from '../../support/random-events.ts';
import { countRows, storedCounts } from '../../support/stored-counts.ts';
import { testClickHouse } from '../../support/test-clickhouse.ts';
import { testDatabase } from '../../support/test-database.ts';

const now = Date.parse('2026-03-01T00:00:00.000Z');

test('a sink that runs for the first time while tables are rebuilt loses nothing', async () => {
  const { sql } = await testDatabase();
  const clickhouse = await testClickHouse();
  const log = await openPostgresEventLog(sql, 'test');
  const sink = new Sink({ sql, clickhouse, log, now: () => now, maxRows: 700 });
  const events = randomEvents(1, 30).map((event) => ({
    part: event.enrollmentNo % 8,
    eventId: event.eventId,
    body: JSON.stringify(event),
  }));
  await appendEvents(sql, events);
  let hasRun = false;
  const busy = aroundCommands(clickhouse, async (run) => {
    // The tables are filled and not exchanged yet.
    const [row] = await sql<{ at: object | null }[]>`select resume_at as at from rebuild`;
    if (row?.at && !hasRun) {
      hasRun = true;
      await sink.drain();
    }
    return run();
  });

  await rebuild({ sql, clickhouse: busy }, { source: 'events', now });
  expect(hasRun).toBe(true);
  await sink.drain();

  const found = await storedCounts(clickhouse);
  expect(await countRows(clickhouse, 'events')).toBeGreaterThan(0);
  await rebuild({ sql, clickhouse }, { source: 'log', now });
  await sink.drain();
  expect(found).toBe(await storedCounts(clickhouse));
});

test('what is told to be read again while tables are rebuilt is read again from there', async () => {
  const { sql } = await testDatabase();
  const clickhouse = await testClickHouse();
  const log = await openPostgresEventLog(sql, 'test');
  const sink = new Sink({ sql, clickhouse, log, now: () => now });
  const events = randomEvents(1, 10);
  await appendEvents(
    sql,
    events.map((event) => ({
      part: event.enrollmentNo % 8,
      eventId: event.eventId,
      body: JSON.stringify(event),
    })),
  );
  await sink.drain();
  const busy = aroundCommands(clickhouse, async (run, query) => {
    if (query.startsWith('exchange tables')) await replayLog({ sql, log });
    return run();
  });
  await rebuild({ sql, clickhouse: busy }, { source: 'events', now });
  expect((await sink.drain()).rows).toBe(events.length);
});
