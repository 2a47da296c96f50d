import { join } from 'node:path';
import {
  type EventLog,
  encodeEvent,
  migrateClickHouse,
  openClickHouse,
  openKafkaEventLog,
  openPostgresEventLog,
  prepareInsert,
  Sink,
  type Sql,
} from '#storage';
import { benchTopics } from './log/bench-topic.ts';
import { carryOutbox } from './log/carry-outbox.ts';
import { filledOutbox } from './log/filled-outbox.ts';
import { type Contest, race, resultOf } from './race.ts';
import { against, type Bench, type BenchOptions, row } from './report.ts';

const ENROLLMENTS = 12_000;
const ROUNDS = 5;
const CHUNK = 10_000;
const MUST_REACH = 0.7;

const BARE = 'bare insert of the same rows';
const FROM_POSTGRES = 'from the log in Postgres';
const FROM_KAFKA = 'from the log in Kafka';

/**
 * How fast does the event log go into ClickHouse? Beside it the same rows, encoded before the clock starts, inserted into
 * the same tables with the same settings and nothing else: no reading, no checking, no cursor. Medians of rounds that
 * alternate.
 */
export async function run({ progress }: BenchOptions): Promise<Bench> {
  const outbox = await filledOutbox(ENROLLMENTS);
  const topics = await benchTopics();
  const { sql, folder } = outbox;
  const bodies = outbox.events.map(({ body }) => body);
  const logs: EventLog[] = [];
  try {
    const events = bodies.length;
    progress(`${events} events in the log`);
    const rows = bodies.map(encode);
    const measured = (work: (client: Client) => Promise<void>) => () => measure(folder, events, work);
    const contestants = new Map<string, Contest>([
      [BARE, measured((client) => insertBare(client, rows))],
      [FROM_POSTGRES, measured(drainOf(sql, await opened(logs, openPostgresEventLog(sql, 'bench'))))],
    ]);
    if (!('unavailable' in topics)) {
      const config = topics.topic();
      await carryOutbox(sql, config);
      const log = await opened(logs, openKafkaEventLog({ ...config, group: 'bench' }));
      contestants.set(FROM_KAFKA, measured(drainOf(sql, log)));
    }
    // Once for nothing: code gets warm, and the readers of Kafka stand at the end, not at a window that is full already.
    for (const contest of contestants.values()) await contest();
    const results = await race(contestants, { rounds: ROUNDS, unit: 'events/s', progress });
    const bare = resultOf(results, BARE);
    const modes = [...results].filter(([name]) => name !== BARE);
    return {
      rows: [
        ...modes.map(([name, rate]) =>
          against(`events into ClickHouse ${name} (at least × ${MUST_REACH})`, rate, 'events/s', BARE, bare),
        ),
        row('reading an event’s text and writing its row', encodingTime(bodies), 'µs'),
      ],
      leftOut: 'unavailable' in topics ? [`${FROM_KAFKA}: ${topics.unavailable}`] : [],
    };
  } finally {
    for (const log of logs) await log.close();
    if (!('unavailable' in topics)) await topics.close();
    await outbox.close();
  }
}

type Client = ReturnType<typeof openClickHouse>;

async function opened(logs: EventLog[], opening: Promise<EventLog>): Promise<EventLog> {
  const log = await opening;
  logs.push(log);
  return log;
}

function encode(body: string): string {
  const encoded = encodeEvent(body);
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.row;
}

function encodingTime(bodies: readonly string[]): number {
  const started = performance.now();
  for (const body of bodies) encode(body);
  return ((performance.now() - started) / bodies.length) * 1000;
}

/** Events per second of work on a migrated database of its own. */
async function measure(
  folder: string,
  events: number,
  work: (client: Client) => Promise<void>,
): Promise<number> {
  const path = join(folder, 'clickhouse');
  const root = openClickHouse({ path });
  await root.command({ query: 'create database measured' });
  const client = openClickHouse({ path, database: 'measured' });
  try {
    await migrateClickHouse(client, { now: 0 });
    const started = performance.now();
    await work(client);
    const rate = (events / (performance.now() - started)) * 1000;
    const answer = await client.query({ query: 'select count() as n from events', format: 'JSONEachRow' });
    const [stored] = await answer.json<{ n: number }>();
    if (stored?.n !== events) throw new Error(`${stored?.n} of ${events} events are stored`);
    return rate;
  } finally {
    await root.command({ query: 'drop database measured' });
    await client.close();
    await root.close();
  }
}

async function insertBare(client: Client, rows: readonly string[]): Promise<void> {
  const insert = await prepareInsert(client);
  for (let i = 0; i < rows.length; i += CHUNK) await insert(`bare ${i}`, rows.slice(i, i + CHUNK));
}

function drainOf(sql: Sql, log: EventLog): (clickhouse: Client) => Promise<void> {
  return async (clickhouse) => {
    // From the first event again.
    await sql`delete from sink_cursor`;
    await new Sink({ sql, clickhouse, log, now: () => 0, maxRows: CHUNK }).drain();
  };
}
