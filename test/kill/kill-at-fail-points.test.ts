import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendEvents, FAIL_POINTS, type FailPointName } from '#storage';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { type TestTopic, testTopic } from '../support/kafka/test-topic.ts';
import { loadEvents } from '../support/load-events.ts';
import { startProgram } from '../support/program.ts';
import { loggedEvent, randomEvents } from '../support/random-events.ts';
import { testClickHouse } from '../support/test-clickhouse.ts';
import { type TestDatabase, testDatabase } from '../support/test-database.ts';
import type { Carried, Errand } from './carry.ts';
import { whatIsStored } from './what-is-stored.ts';

const CARRY = new URL('./carry.js', import.meta.url);

/** A wave of events comes in, a process that carries them is killed on the way, another one takes over. */
function killTests(points: readonly FailPointName[], openTopic: () => Promise<TestTopic | null>): void {
  let topic: TestTopic | null;
  let database: TestDatabase;
  let clickhousePath: string;
  // The same events, put into ClickHouse at one stroke and undisturbed.
  let undisturbed: Awaited<ReturnType<typeof testClickHouse>>;
  let waves = 0;

  beforeAll(async () => {
    topic = await openTopic();
    database = await testDatabase();
    clickhousePath = await mkdtemp(join(tmpdir(), 'crest-kill-'));
    undisturbed = await testClickHouse();
  });
  afterAll(async () => {
    await topic?.drop();
    await rm(clickhousePath, { recursive: true });
  });

  const start = (killAt: Errand['killAt'], group: string) => {
    const kafka = topic && { ...topic.config, group };
    const maxRows = killAt ? 400 : 300;
    const errand: Errand = { databaseUrl: database.url, clickhousePath, kafka, maxRows, killAt };
    return startProgram(CARRY, [JSON.stringify(errand)]);
  };
  /** A group of its own: in that of one that was killed it waits for 10 s until that one is missed. */
  const killedAt = async (point: FailPointName, nth: number, group: string = randomUUID()) =>
    start({ point, nth }, group).ended();
  const undisturbedRun = async (group: string = randomUUID()) =>
    JSON.parse(await start(null, group).line()) as Carried;

  /** One event of each wave is poison, which ClickHouse refuses. */
  const wave = async () => {
    const events = randomEvents(++waves, 60, `wave-${waves}`);
    const poison = loggedEvent({ workspace: `wave-${waves}`, source: 'poison' });
    await appendEvents(
      database.sql,
      [...events, poison].map((event) => ({
        part: event.enrollmentNo % 8,
        eventId: event.eventId,
        body: JSON.stringify(event),
      })),
    );
    await loadEvents(undisturbed, events, { token: `wave ${waves}` });
  };
  const exact = async () => ({
    stored: await whatIsStored(undisturbed),
    // A relay that is killed repeats events, under offsets of their own. A sink repeats nothing that is stored.
    doubles: topic ? expect.any(Number) : 0,
    ...{ pending: 0, deadLetters: waves, gaps: 0, mismatches: 0 },
  });

  test.each(points)('killed at %s and started again: every count is exact', async (point) => {
    await wave();
    expect(await killedAt(point, point.endsWith('claimed') ? 1 : 2)).toBe('SIGKILL');
    expect(await undisturbedRun()).toEqual(await exact());
  });

  test('killed at each of them in turn, with no run between that ends: every count is exact', async () => {
    await wave();
    for (const point of points) expect(await killedAt(point, 1)).toBe('SIGKILL');
    expect(await undisturbedRun()).toEqual(await exact());
  });

  if (points.includes('relay.claimed')) {
    test('one that joins the group of a killed one gets its partitions once that one is missed', async () => {
      await wave();
      const group = randomUUID();
      expect(await killedAt('sink.inserted', 2, group)).toBe('SIGKILL');
      expect(await undisturbedRun(group)).toEqual(await exact());
    });
  }
}

describe('With the log in Postgres, a sink', () => {
  killTests(
    FAIL_POINTS.filter((point) => point.startsWith('sink.')),
    async () => null,
  );
});

await describeWithKafka('With the log in Kafka, a relay and a sink', (brokers) => {
  killTests(
    FAIL_POINTS.filter((point) => /^(relay|sink)\./.test(point)),
    () => testTopic(brokers),
  );
});
