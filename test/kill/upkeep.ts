import {
  appendEvents,
  type FailPoint,
  type FailPointName,
  forgetOnce,
  migrateClickHouse,
  openClickHouse,
  openPostgres,
  openPostgresEventLog,
  readRebuild,
  rebuild,
  resumeRebuild,
  Sink,
} from '#storage';
import { erasePerson, keyOf } from '../storage/erasure/erased-person.ts';
import { aroundCommands } from '../support/around-commands.ts';
import { randomEvents } from '../support/random-events.ts';
import { countRows } from '../support/stored-counts.ts';
import { whatIsStored } from './what-is-stored.ts';

/** What this program is told, as JSON, with its start. */
export interface Errand {
  readonly databaseUrl: string;
  readonly clickhousePath: string;
  readonly job: 'rebuild' | 'erase';
  /** Whom the erasure is about; what comes in meanwhile is named after it. */
  readonly name: string;
  /** Who was erased before, and is gone when this one has begun. */
  readonly gone: readonly string[];
  /** Where the process is killed; null: it ends as soon as it has said what it found. */
  readonly killAt: FailPointName | null;
}

/** What it found when it had brought to an end what the one before it was killed at. */
export interface Found {
  readonly stored: readonly string[];
  /** Tables beside those that there should be. */
  readonly left: number;
  readonly underWay: boolean;
  /** Erased contacts that somebody still knows. */
  readonly toForget: number;
  /** What the raw events call people. */
  readonly keys: readonly string[];
}

const errand: Errand = JSON.parse(process.argv[2] ?? '');
const now = Date.parse('2026-03-01T00:00:00.000Z');
const sql = openPostgres({ url: errand.databaseUrl });
const clickhouse = openClickHouse({ path: errand.clickhousePath, database: 'kill' });
await migrateClickHouse(clickhouse, { now: 0 });
await resumeRebuild({ sql, clickhouse });
const log = await openPostgresEventLog(sql, 'kill');
const sink = new Sink({ sql, clickhouse, log, now: () => now });
const carried = async () => void (await sink.drain());

await sink.drain();
if (errand.job === 'erase') await forgetOnce({ sql, clickhouse, now, carried });
const found = JSON.stringify(await look());
if (errand.killAt === null) {
  process.stdout.write(`${found}\n`, () => process.exit(0));
} else {
  await new Promise((resolve) => process.stdout.write(`${found}\n`, resolve));
  const parts = { sql, clickhouse: meanwhile(), failPoint: killer(errand.killAt) };
  if (errand.job === 'rebuild') await rebuild(parts, { source: 'log', now });
  else {
    await erasePerson(sql, errand.name);
    await forgetOnce({ ...parts, now, carried });
  }
}

function killer(killAt: FailPointName): FailPoint {
  return (reached) => {
    if (reached === killAt) process.kill(process.pid, 'SIGKILL');
  };
}

/** The client of the job: around its commands events come in, and a sink carries some of them. */
function meanwhile() {
  let n = 0;
  return aroundCommands(clickhouse, async (run) => {
    if (++n % 4 === 2 && n < 12) {
      const events = randomEvents(n, 1, `${errand.name} ${n}`);
      await appendEvents(
        sql,
        events.map((event) => ({ part: n % 8, eventId: event.eventId, body: JSON.stringify(event) })),
      );
      if (n === 6) await sink.drain();
    }
    return run();
  });
}

async function look(): Promise<Found> {
  const answer = await clickhouse.query({
    query: 'select distinct subject_key as key from events where subject_key in {keys:Array(String)}',
    query_params: { keys: errand.gone.map(keyOf) },
    format: 'JSONEachRow',
  });
  const keys = await answer.json<{ key: string }>();
  const toForget = await sql`
    select from contact where erased_subject_key is not null or (erased_at is not null and bytes_gone_at is null)`;
  return {
    stored: await whatIsStored(clickhouse),
    left: await countRows(clickhouse, "system.tables where database = 'kill' and name like 'rebuild%'"),
    underWay: (await readRebuild(sql)) !== null,
    toForget: toForget.length,
    keys: keys.map(({ key }) => key),
  };
}
