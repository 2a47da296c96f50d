import type { ClickHouseClient } from '@clickhouse/client';
import type { Instant } from '#engine';
import type { EventLog } from '../event-log/event-log.ts';
import { readRecords } from '../event-log/postgres/read-records.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type ComparedSequence, compareCounts, sequencesWithin } from './compare-counts.ts';
import { listMismatches, noteMismatches } from './count-mismatches.ts';
import { findAbsent, type PlacedEvent, placeOf } from './find-absent.ts';
import { forgetFound, notedMissing, noteMissing } from './missing-events.ts';
import { noteCompared, type Settled, settledPositions } from './settled-positions.ts';

/** Everything is looked at again within so many runs: a day of hourly ones. */
const ROUNDS = 24;
/** Events of one query. */
const PAGE = 2_000;

export interface Comparing {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient;
  readonly log: Pick<EventLog, 'id' | 'heads'>;
  readonly now: Instant;
}

export interface Compared {
  /** Events of the log that were looked for. */
  readonly events: number;
  readonly missing: number;
  /** Counts of the reports' tables that are not those of the raw events. */
  readonly mismatches: number;
}

/**
 * Compares PostgreSQL with ClickHouse, up to where the sink has carried the log: every event that is new since the last run
 * must be there, and a 24th of all older ones; what was missing is looked for again. Then the tables of the sequences
 * that got new events, and of a 24th of all others, must count the enrollments that their raw events have. What is
 * wrong is noted with where. A run reads the log and never waits for the sink.
 */
export async function compareOnce(parts: Comparing): Promise<Compared> {
  const { sql, clickhouse, now } = parts;
  await lookAgain(parts);
  let events = 0;
  const touched = new Map<string, ComparedSequence>();
  for (const cursor of await settledPositions(sql, parts.log)) {
    const fresh = (found: readonly PlacedEvent[]) => {
      for (const { workspace, sequence } of found)
        if (sequence !== '') touched.set(`${workspace} ${sequence}`, { workspace, sequence });
    };
    events += await compareRange(parts, cursor.part, cursor.compared, cursor.settled, fresh);
    const { from, to } = sweepOf(cursor);
    events += await compareRange(parts, cursor.part, from, to, () => undefined);
    await noteCompared(sql, { part: cursor.part, compared: cursor.settled, swept: to });
  }
  for (const sequence of await sequencesToCompare(parts, touched))
    await noteMismatches(sql, sequence, await compareCounts(clickhouse, sequence), now);
  const missing = await notedMissing(sql);
  return { events, missing: missing.length, mismatches: (await listMismatches(sql, null)).length };
}

/** The next piece of what was compared before; after the last one the first one comes again. */
function sweepOf({ compared, swept }: Settled): { from: number; to: number } {
  const from = swept >= compared ? 0 : swept;
  return { from, to: Math.min(compared, from + Math.ceil(compared / ROUNDS)) };
}

async function compareRange(
  { sql, clickhouse, now }: Comparing,
  part: number,
  from: number,
  to: number,
  onFound: (events: readonly PlacedEvent[]) => void,
): Promise<number> {
  let looked = 0;
  for (let next = from; next < to; ) {
    const records = await readRecords(sql, { part, from: next, maxRows: PAGE, maxBytes: 8 * 1024 * 1024 });
    const last = records.at(-1);
    // The log no longer has the rest; what it lost before the sink had it is a gap.
    if (last === undefined) break;
    const events = records.filter(({ pos }) => pos < to).flatMap((record) => placeOf(record) ?? []);
    await noteMissing(sql, await findAbsent({ sql, clickhouse }, events), now);
    onFound(events);
    looked += events.length;
    next = last.pos + 1;
  }
  return looked;
}

async function lookAgain({ sql, clickhouse }: Comparing): Promise<void> {
  const noted = await notedMissing(sql);
  for (let i = 0; i < noted.length; i += PAGE) {
    const page = noted.slice(i, i + PAGE);
    const absent = new Set(await findAbsent({ sql, clickhouse }, page));
    await forgetFound(
      sql,
      page.filter((event) => !absent.has(event)),
    );
  }
}

async function sequencesToCompare(
  { sql, clickhouse, now }: Comparing,
  touched: ReadonlyMap<string, ComparedSequence>,
): Promise<ComparedSequence[]> {
  const hour = Math.floor(now / 3_600_000);
  const known = await listMismatches(sql, null);
  const turn = (await sequencesWithin(clickhouse)).filter((_, nth) => (nth + hour) % ROUNDS === 0);
  const all = new Map(touched);
  for (const { workspace, sequence } of [...known, ...turn])
    all.set(`${workspace} ${sequence}`, { workspace, sequence });
  return [...all.values()];
}
