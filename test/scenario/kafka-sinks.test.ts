import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#engine';
import {
  appendEvents,
  completeness,
  type EventLog,
  type OuterLog,
  openKafkaEventLog,
  openKafkaOuterLog,
  Relay,
  Sink,
  type SinkRun,
} from '#storage';
import { whatIsStored } from '../kill/what-is-stored.ts';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { startKafka } from '../support/kafka/start-kafka.ts';
import { type TestTopic, testTopic } from '../support/kafka/test-topic.ts';
import { loadEvents } from '../support/load-events.ts';
import { loggedEvent, randomEvents } from '../support/random-events.ts';
import { testClickHouse } from '../support/test-clickhouse.ts';
import { type TestDatabase, testDatabase } from '../support/test-database.ts';

await describeWithKafka('Sinks on the log in Kafka', (brokers) => {
  let topic: TestTopic;
  let database: TestDatabase;
  let clickhouse: Awaited<ReturnType<typeof testClickHouse>>;
  let outer: OuterLog;
  const logs: EventLog[] = [];

  beforeEach(async () => {
    topic = await testTopic(brokers);
    database = await testDatabase();
    clickhouse = await testClickHouse();
    outer = await openKafkaOuterLog(topic.config);
  });
  afterEach(async () => {
    for (const log of logs.splice(0)) await log.close();
    await outer.close();
    await topic.drop();
  });

  const open = async (group: string): Promise<EventLog> => {
    const log = await openKafkaEventLog({ ...topic.config, group: `${topic.config.topic}-${group}` });
    logs.push(log);
    return log;
  };
  const sinkOn = (log: EventLog) =>
    new Sink({ sql: database.sql, clickhouse, log, now: () => 0, maxRows: 200 });
  const log = async (events: readonly LoggedEvent[]) => {
    const rows = events.map((event) => ({
      part: event.enrollmentNo % 8,
      eventId: event.eventId,
      body: JSON.stringify(event),
    }));
    await appendEvents(database.sql, rows);
    const relay = new Relay(database.sql, outer);
    for (;;) {
      const outcome = await relay.runOnce();
      if (outcome.kind === 'superseded' || outcome.events === 0) return;
    }
  };
  const undisturbed = async (events: readonly LoggedEvent[]) => {
    const other = await testClickHouse();
    await loadEvents(other, events, { token: 'undisturbed' });
    return whatIsStored(other);
  };

  test('what the topic lost before it was read is recorded as a gap, not jumped over without a word', async () => {
    const visits = [1, 2, 3, 4, 5, 6];
    const events = visits.map((visit) => loggedEvent({ enrollmentNo: 8, enrolledOn: '2026-01-05', visit }));
    await log(events);
    await topic.admin.fetchTopicOffsets(topic.config.topic);
    await topic.admin.deleteTopicRecords({
      topic: topic.config.topic,
      partitions: [{ partition: 0, offset: '4' }],
    });
    expect(await sinkOn(await open('gap')).drain()).toMatchObject({ rows: 2, gaps: 1 });
    expect(await database.sql`select part::int, from_pos, to_pos from sink_gap`).toEqual([
      { part: 0, from_pos: 0, to_pos: 4 },
    ]);
    expect(await whatIsStored(clickhouse)).toEqual(await undisturbed(events.slice(4)));
  });

  test('a topic that is shorter than the cursor is refused: it is another log', async () => {
    await log(randomEvents(2, 20));
    const reader = await open('anew');
    await sinkOn(reader).drain();
    await database.sql`update sink_cursor set committed = committed + 1000`;
    await expect(sinkOn(reader).runOnce()).rejects.toMatchObject({ code: 'log-behind-cursor' });
  });

  test('a topic that is gone is filled again from the outbox as docs/kafka.md says, and no report changes', async () => {
    const events = randomEvents(4, 40);
    await log(events);
    await sinkOn(await open('gone')).drain();
    for (const reader of logs.splice(0)) await reader.close();
    await outer.close();
    await topic.admin.deleteTopics({ topics: [topic.config.topic] });
    const page = readFileSync(new URL('docs/kafka.md', import.meta.resolve('#package.json')), 'utf8');
    await database.sql.unsafe(/```sql\n(.*?)```/s.exec(page)?.[1] ?? '');
    outer = await openKafkaOuterLog(topic.config);
    await log([loggedEvent({ workspace: 'after' })]);
    expect(await sinkOn(await open('filled')).drain()).toMatchObject({ rows: events.length + 1, gaps: 0 });
    expect(await whatIsStored(clickhouse)).toEqual(
      await undisturbed([...events, loggedEvent({ workspace: 'after' })]),
    );
  });

  test('two sinks that share the group, one joining and one leaving while events come in, store each event once', async () => {
    const waves = [1, 2, 3, 4].map((seed) => randomEvents(seed, 40, `wave-${seed}`));
    const [first, second] = [await open('shared'), open('shared')];
    const sinks = [sinkOn(first)];
    const carry = async () => {
      // One that loses a partition in the middle of its run is fenced, or finds that it may not read there.
      for (const sink of sinks) await sink.runOnce().catch(isPassing);
    };
    for (const [nth, wave] of waves.entries()) {
      await log(wave);
      await carry();
      if (nth === 1) sinks.push(sinkOn(await second));
      if (nth === 2) await (await logs.shift())?.close();
      if (nth === 2) sinks.shift();
    }
    const rest = await second;
    await until(rest, () => rest.owned().length === 8);
    await sinkOn(rest).drain();
    expect(await whatIsStored(clickhouse)).toEqual(await undisturbed(waves.flat()));
    expect(await completeness({ sql: database.sql, log: rest })).toMatchObject({
      ...{ pending: 0, deadLetters: 0, gaps: 0 },
    });
  });

  test('two sinks that fight for the same partitions store each event once, and neither waits for the other for ever', async () => {
    const events = randomEvents(9, 100);
    await log(events);
    // Groups of their own: each is given every partition.
    const rivals = [sinkOn(await open('a')), sinkOn(await open('b'))];
    const fenced: SinkRun[] = [];
    for (let round = 0; round < 10; round++) {
      const runs = await Promise.all(rivals.map((sink) => sink.runOnce()));
      fenced.push(...runs.filter((run) => run.fenced));
    }
    expect(fenced.length).toBeGreaterThan(0);
    for (const sink of rivals) await sink.drain();
    expect(await whatIsStored(clickhouse)).toEqual(await undisturbed(events));
  });

  test('while the broker is away the sink rejects and moves no cursor', async () => {
    const broker = await startKafka();
    const config = { ...topic.config, brokers: [broker.brokers] };
    const writer = await openKafkaOuterLog(config);
    await appendEvents(database.sql, [
      ...randomEvents(3, 5).map((event) => ({
        part: 1,
        eventId: event.eventId,
        body: JSON.stringify(event),
      })),
    ]);
    const relay = new Relay(database.sql, writer);
    const reader = await openKafkaEventLog({ ...config, group: 'away' });
    try {
      await relay.runOnce();
      const sink = sinkOn(reader);
      await sink.drain();
      const cursors = () => database.sql`select part, committed, intent_to from sink_cursor order by part`;
      const relayed = () => database.sql`select part, next from relay_cursor order by part`;
      const before = [await cursors(), await relayed()];
      await broker.stop();
      await appendEvents(database.sql, [{ part: 1, eventId: loggedEvent().eventId, body: '{}' }]);
      await expect(sink.runOnce()).rejects.toMatchObject({ code: 'log-unavailable' });
      await expect(relay.runOnce()).rejects.toMatchObject({ code: 'log-unavailable' });
      expect([await cursors(), await relayed()]).toEqual(before);
    } finally {
      await reader.close();
      await writer.close();
      await broker.stop();
    }
  });
});

/** Rethrows what does not come of a partition that has just moved to another reader. */
function isPassing(error: unknown): void {
  const text = String(error);
  if (!/log-unavailable|gave nothing of partition/.test(text)) throw error;
}

/** Waits for what a rebalance brings, 200 s at most; asking for the heads is what lets time pass. */
async function until(log: EventLog, settled: () => boolean): Promise<void> {
  const deadline = Date.now() + 200_000;
  while (!settled() && Date.now() < deadline) await log.heads();
  expect(settled()).toBe(true);
}
