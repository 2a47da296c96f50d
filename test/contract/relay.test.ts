import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  appendEvents,
  type EventLog,
  type LogRecord,
  type OuterLog,
  openKafkaEventLog,
  openKafkaOuterLog,
  Relay,
} from '#storage';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { type TestTopic, testTopic } from '../support/kafka/test-topic.ts';
import { type TestDatabase, testDatabase } from '../support/test-database.ts';
import { newEvent } from './new-event.ts';

await describeWithKafka('The relay from the log table to Kafka', (brokers) => {
  let topic: TestTopic;
  let database: TestDatabase;
  let kafka: OuterLog;

  beforeEach(async () => {
    topic = await testTopic(brokers);
    database = await testDatabase();
    kafka = await openKafkaOuterLog(topic.config);
  });
  afterEach(async () => {
    await kafka.close();
    await topic.drop();
  });

  const write = async (count: number): Promise<void> => {
    const events = Array.from({ length: count }, (_, n) => newEvent(n % 8, { n }));
    await appendEvents(database.sql, events);
  };
  /** What is in Kafka, by partition, in its order. */
  const carried = async (): Promise<LogRecord[][]> => {
    const log = await openKafkaEventLog({ ...topic.config, group: `relay-${randomUUID()}` });
    try {
      return await Promise.all(log.owned().map((part) => readAll(log, part)));
    } finally {
      await log.close();
    }
  };
  const inTable = async (): Promise<string[][]> => {
    const rows = await database.sql<{ part: number; id: string }[]>`
      select part, event_id as id from event_log order by part, pos`;
    return Array.from({ length: 8 }, (_, part) =>
      rows.filter((row) => row.part === part).map(({ id }) => id),
    );
  };

  test('everything is carried once, in order, and nothing when nothing is new', async () => {
    await write(2400);
    const relay = new Relay(database.sql, kafka);
    expect(await drain(relay)).toBe(2400);
    expect(await relay.runOnce()).toEqual({ kind: 'carried', events: 0 });
    await write(80);
    expect(await drain(relay)).toBe(80);
    expect((await carried()).map(ids)).toEqual(await inTable());
  });

  test('who wants nothing to wait waits for what waits now, however much comes in meanwhile', async () => {
    await write(30);
    const busy: OuterLog = {
      ...kafka,
      write: async (records) => {
        await write(8);
        await kafka.write(records);
      },
    };
    const relay = new Relay(database.sql, busy, { maxRows: 1 });
    await relay.drain();
    const before = (await inTable()).map((part) => part.slice(0, 3));
    expect((await carried()).map(ids).map((part) => part.slice(0, 3))).toEqual(before);
    // What was read ahead has nothing of this one.
    await appendEvents(database.sql, [newEvent(3, { last: true })]);
    const last = (await inTable()).map((part) => part.length);
    await relay.drain();
    const found = (await carried()).map(({ length }) => length);
    expect(found.every((length, part) => length >= (last[part] ?? 0))).toBe(true);
  });

  test('a message is a CloudEvent whose value is the row as it stands in the table', async () => {
    const event = newEvent(3, { plan: 'Zoë' });
    await appendEvents(database.sql, [newEvent(3), event]);
    await drain(new Relay(database.sql, kafka));
    const consumer = topic.kafka.consumer({ groupId: randomUUID() });
    await consumer.subscribe({ topic: topic.config.topic, fromBeginning: true });
    const message = await new Promise<{ key: unknown; value: unknown; headers: object }>((resolve) => {
      void consumer.run({
        eachMessage: async ({ message: { key, value, headers = {}, offset } }) => {
          if (offset === '1') resolve({ key: `${key}`, value: `${value}`, headers });
        },
      });
    });
    await consumer.disconnect();
    expect(message.value).toBe(event.body);
    expect(message.key).toBe('0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11');
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, text]) => [name, `${text}`]),
    );
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: event.eventId,
      ce_type: 'crest.sent',
      ce_source: '/demo/b2b-outbound',
      ce_subject: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11',
      ce_time: '2026-03-02T09:00:00.000Z',
      'content-type': 'application/json',
      pos: '1',
    });
  });

  test('a relay that dies between the acknowledgment and its cursor repeats events, loses none and keeps the order', async () => {
    await write(1600);
    for (let deaths = 0; deaths < 3; deaths++) {
      const dying = new Relay(database.sql, { ...kafka, write: afterwards(kafka, 'died') }, smallBatch);
      await expect(dying.runOnce()).rejects.toThrow('died');
      expect(await new Relay(database.sql, kafka, smallBatch).runOnce()).toMatchObject({ kind: 'carried' });
    }
    await drain(new Relay(database.sql, kafka));
    const all = (await carried()).map(ids);
    expect(all.flat().length).toBeGreaterThan(1600);
    expect(all.map((part) => [...new Set(part)])).toEqual(await inTable());
  });

  test('however often it is asked at once, one batch is in flight, and each begins where all before it is stored', async () => {
    await write(800);
    let inFlight = 0;
    let most = 0;
    const counted: OuterLog = {
      ...kafka,
      write: async (records) => {
        most = Math.max(most, ++inFlight);
        await kafka.write(records);
        inFlight--;
      },
    };
    const relay = new Relay(database.sql, counted, smallBatch);
    await Promise.all([relay.runOnce(), relay.runOnce(), relay.drain(), relay.runOnce()]);
    expect(most).toBe(1);
    expect((await carried()).map(ids)).toEqual(await inTable());
  });

  test('a relay that was superseded neither carries on nor moves the cursors', async () => {
    await write(800);
    const old = new Relay(database.sql, kafka, smallBatch);
    await old.runOnce();
    await drain(new Relay(database.sql, kafka));
    await write(80);
    expect(await old.runOnce()).toEqual({ kind: 'superseded' });
    expect((await carried()).flat()).toHaveLength(800);
  });

  test('one that is superseded while it sends does not move the cursors either', async () => {
    await write(800);
    const slow = new Relay(database.sql, {
      ...kafka,
      write: async (records) => {
        await kafka.write(records);
        await new Relay(database.sql, kafka, smallBatch).runOnce();
      },
    });
    expect(await slow.runOnce()).toEqual({ kind: 'superseded' });
    const [cursor] = await database.sql<{ next: number }[]>`select sum(next)::int as next from relay_cursor`;
    expect(cursor?.next).toBe(8 * smallBatch.maxRows);
    expect(await drain(new Relay(database.sql, kafka))).toBe(800 - 8 * smallBatch.maxRows);
  });

  test('while four connections write and two relays take turns, every event arrives and the order is kept', async () => {
    const relays = [new Relay(database.sql, kafka), new Relay(database.sql, kafka)];
    let writing = true;
    const relaying = relays.map(async (relay) => {
      while (writing) await relay.runOnce();
    });
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let batch = 0; batch < 8; batch++) await write(100);
      }),
    );
    writing = false;
    await Promise.all(relaying);
    await drain(new Relay(database.sql, kafka));
    const all = (await carried()).map(ids);
    expect(all.map((part) => [...new Set(part)])).toEqual(await inTable());
  });
});

const smallBatch = { maxRows: 40, maxBytes: 1024 * 1024 };
const ids = (records: readonly LogRecord[]) => records.map(({ eventId }) => eventId ?? '');

async function drain(relay: Relay): Promise<number> {
  let events = 0;
  for (;;) {
    const outcome = await relay.runOnce();
    if (outcome.kind !== 'carried' || outcome.events === 0) return events;
    events += outcome.events;
  }
}

function afterwards(log: OuterLog, problem: string): OuterLog['write'] {
  return async (records) => {
    await log.write(records);
    throw new Error(problem);
  };
}

async function readAll(log: EventLog, part: number): Promise<LogRecord[]> {
  const seen: LogRecord[] = [];
  for (;;) {
    const records = await log.read(part, seen.length, 1000);
    if (records.length === 0) return seen;
    seen.push(...records);
  }
}
