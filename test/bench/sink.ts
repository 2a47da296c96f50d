import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partitionOf } from '#engine';
import {
  appendEvents,
  encodeEvent,
  migrateClickHouse,
  migratePostgres,
  openClickHouse,
  openPostgres,
  openPostgresEventLog,
  prepareInsert,
  Sink,
  type Sql,
  startEmbeddedPostgres,
} from '#storage';
import { randomEvents } from '../support/random-events.ts';
import { against, type Bench, type BenchOptions, row } from './report.ts';

const ENROLLMENTS = 12_000;
const ROUNDS = 3;
const CHUNK = 10_000;

/**
 * How fast does the event log go into ClickHouse? Beside it the same rows, encoded before the clock starts, inserted into
 * the same tables with the same settings and nothing else: no reading, no checking, no cursor. Best of three rounds each.
 */
export async function run({ progress }: BenchOptions): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-bench-'));
  const postgres = await startEmbeddedPostgres(folder);
  const sql = openPostgres({ url: postgres.url });
  try {
    await migratePostgres(sql, { now: 0 });
    const bodies = await fillLog(sql);
    progress(`${bodies.length} events in the log`);
    const started = performance.now();
    const rows = bodies.map(encode);
    const encoding = ((performance.now() - started) / rows.length) * 1000;
    let bare = 0;
    let sink = 0;
    for (let round = 0; round < ROUNDS; round++) {
      bare = Math.max(
        bare,
        await measure(folder, `bare_${round}`, rows.length, (client) => insertBare(client, rows)),
      );
      sink = Math.max(
        sink,
        await measure(folder, `sink_${round}`, rows.length, (client) => drain(sql, client, round)),
      );
      progress(
        `round ${round + 1} of ${ROUNDS}: bare ${Math.round(bare)}, sink ${Math.round(sink)} events/s`,
      );
    }
    return {
      rows: [
        against('events into ClickHouse', sink, 'events/s', 'bare insert of the same rows', bare),
        row('encoding', encoding, 'µs/event'),
      ],
    };
  } finally {
    await sql.end();
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

type Client = ReturnType<typeof openClickHouse>;

async function fillLog(sql: Sql): Promise<string[]> {
  const events = randomEvents(1, ENROLLMENTS);
  const records = events.map((event) => ({
    part: partitionOf(event.enrollmentNo),
    eventId: event.eventId,
    body: JSON.stringify(event),
  }));
  for (let i = 0; i < records.length; i += CHUNK) await appendEvents(sql, records.slice(i, i + CHUNK));
  return records.map(({ body }) => body);
}

function encode(body: string): string {
  const encoded = encodeEvent(body);
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.row;
}

/** Events per second of work on a migrated database of its own. */
async function measure(
  folder: string,
  database: string,
  events: number,
  work: (client: Client) => Promise<void>,
): Promise<number> {
  const path = join(folder, 'clickhouse');
  const root = openClickHouse({ path });
  await root.command({ query: `create database ${database}` });
  const client = openClickHouse({ path, database });
  try {
    await migrateClickHouse(client, { now: 0 });
    const started = performance.now();
    await work(client);
    return (events / (performance.now() - started)) * 1000;
  } finally {
    await root.command({ query: `drop database ${database}` });
    await client.close();
    await root.close();
  }
}

async function insertBare(client: Client, rows: readonly string[]): Promise<void> {
  const insert = await prepareInsert(client);
  for (let i = 0; i < rows.length; i += CHUNK) await insert(`bare ${i}`, rows.slice(i, i + CHUNK));
}

async function drain(sql: Sql, clickhouse: Client, round: number): Promise<void> {
  // Another log id starts from the first event.
  const log = await openPostgresEventLog(sql, `bench ${round}`);
  await new Sink({ sql, clickhouse, log, now: () => 0 }).drain();
}
