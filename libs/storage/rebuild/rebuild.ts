import type { ClickHouseClient } from '@clickhouse/client';
import { DomainError, type Instant } from '#engine';
import { standsOnCluster } from '../clickhouse/stands-on-cluster.ts';
import type { EventLog } from '../event-log/event-log.ts';
import { openPostgresEventLog } from '../event-log/postgres/postgres-event-log.ts';
import { type FailPoint, noFailPoint } from '../fail-point.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type Offsets, rewind, sinkOffsets } from '../sink/rewind.ts';
import { holdUpkeep } from '../upkeep/hold-upkeep.ts';
import { countedTables } from './counted-tables.ts';
import { fillCounts } from './fill-counts.ts';
import { fillEvents } from './fill-events.ts';
import {
  endRebuild,
  endUnfilled,
  noteFilled,
  noteRebuild,
  type RebuildSource,
  readRebuild,
  rebuildGivenUp,
} from './rebuild-state.ts';
import { dropShadows, exchangeShadows, makeShadows, shadowOf } from './shadow-tables.ts';
import { currentEvents } from './superseded.ts';

export interface RebuildParts {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient;
  readonly failPoint?: FailPoint;
  /** Cuts it off: what was made so far is thrown away. */
  readonly signal?: AbortSignal;
}

export interface RebuildCall {
  readonly source: RebuildSource;
  /** `YYYYMM`: only what is counted of touches and enrollments of these months, out of the raw events; none: all. */
  readonly months?: readonly string[];
  readonly now: Instant;
}

/**
 * Makes the tables of ClickHouse anew beside the old ones and exchanges them, while the sink goes on. What the sink brings
 * meanwhile goes into the old tables; so where it stood is noted before the last look at the source, and after the
 * exchange it is sent back there and brings it again. Every step can be done twice: cut off while the tables are
 * filled, the old ones stay; cut off later, `resumeRebuild` finishes it.
 *
 * The log that is read is the table in PostgreSQL, also where Kafka carries it to the sink: the outbox is ahead of Kafka,
 * and too much of it changes nothing. Refuses with `rebuild-running`, on a cluster
 * with `rebuild-on-cluster` and, where the log was cut, `log-incomplete`.
 */
export async function rebuild(parts: RebuildParts, { source, months = [], now }: RebuildCall): Promise<void> {
  const { sql, clickhouse } = parts;
  const log = source === 'log' ? await wholeLog(sql) : null;
  await holdTables(parts, () =>
    replaceTables(parts, { source, months, now }, async (id) => {
      const counted = await countedTables(clickhouse);
      const names = counted.map(({ name }) => name);
      await makeShadows(clickhouse, id, log ? ['events', ...names] : names);
      parts.failPoint?.('rebuild.made');
      const resumeAt = log ? await fillFromLog(parts, log, id) : await sinkOffsets(sql);
      const filling = { id, source: log ? shadowOf(id, 'events') : 'events', months };
      const current = await currentEvents(parts, id);
      for (const table of counted) await fillCounts(parts, table, { ...filling, current });
      return resumeAt;
    }),
  );
}

/**
 * Runs what replaces tables (see replaceTables) while nobody else does, and after what another one began and left
 * undone: so `work` sees the tables as they are going to stay. Refuses with `rebuild-running`, or `rebuild-on-cluster`.
 */
export async function holdTables<T>(parts: RebuildParts, work: () => Promise<T>): Promise<T> {
  if (await standsOnCluster(parts.clickhouse)) throw rebuildOnCluster();
  const done = await holdUpkeep(parts.sql, async () => {
    await finishOrDrop(parts);
    return { value: await work() };
  });
  if (done === null) throw rebuildRunning();
  return done.value;
}

/**
 * Puts other tables in the place of those there are; inside holdTables. `fill` makes them beside these and answers where
 * the sink is to go on: where it stood before `fill` looked at its source for the last time. Refuses with
 * `rebuild-given-up`, and nothing is exchanged, where somebody else took this for cut off.
 */
export async function replaceTables(
  parts: RebuildParts,
  note: { source: RebuildSource; months: readonly string[]; now: Instant },
  fill: (id: string) => Promise<Offsets>,
): Promise<void> {
  const { sql, failPoint = noFailPoint } = parts;
  const id = await noteRebuild(sql, note);
  if (id === null) throw rebuildRunning();
  failPoint('rebuild.noted');
  let resumeAt: Offsets;
  try {
    resumeAt = await fill(id);
    failPoint('rebuild.filled');
    await noteFilled(sql, id, resumeAt);
  } catch (error) {
    const state = await readRebuild(sql);
    // Where the answer alone was lost they are filled, and whoever comes next puts them in place.
    if (state?.id !== id || state.resumeAt === null) await giveUp(parts, id);
    throw error;
  }
  failPoint('rebuild.ready');
  if (!(await putInPlace(parts, id, resumeAt))) throw rebuildGivenUp();
}

/**
 * Brings a rebuild that was cut off to its end: finishes it where the tables were filled, else throws them away. Call it
 * at the start. Does nothing while another process is at it.
 */
export async function resumeRebuild(parts: RebuildParts): Promise<void> {
  if ((await readRebuild(parts.sql)) !== null) await holdUpkeep(parts.sql, () => finishOrDrop(parts));
}

/** Nearly all of it is read while the sink is left alone; only what came meanwhile is behind the noted offsets. */
async function fillFromLog(parts: RebuildParts, log: EventLog, id: string) {
  const { sql } = parts;
  const shadow = shadowOf(id, 'events');
  const read = await fillEvents(
    parts,
    log,
    shadow,
    Array.from({ length: log.partitions }, () => 0),
  );
  const resumeAt = await sinkOffsets(sql);
  await fillEvents(parts, log, shadow, read);
  return resumeAt;
}

async function finishOrDrop(parts: RebuildParts): Promise<void> {
  const state = await readRebuild(parts.sql);
  if (state === null) return;
  if (state.resumeAt === null) await giveUp(parts, state.id);
  else await putInPlace(parts, state.id, state.resumeAt);
}

/** Exchanges the tables and ends the rebuild; false where the filled ones are gone. Can be done by two at once. */
async function putInPlace(parts: RebuildParts, id: string, resumeAt: Offsets): Promise<boolean> {
  const { sql, clickhouse, failPoint = noFailPoint } = parts;
  const isInPlace = await exchangeShadows(clickhouse, id);
  failPoint('rebuild.exchanged');
  if (isInPlace) await rewind(sql, withNewCursors(await sinkOffsets(sql), resumeAt));
  failPoint('rebuild.rewound');
  await dropShadows(clickhouse, id);
  failPoint('rebuild.dropped');
  await endRebuild(sql, id);
  failPoint('rebuild.ended');
  return isInPlace;
}

async function giveUp({ sql, clickhouse }: RebuildParts, id: string): Promise<void> {
  await dropShadows(clickhouse, id);
  await endUnfilled(sql, id);
}

async function wholeLog(sql: Sql): Promise<EventLog> {
  const log = await openPostgresEventLog(sql, 'rebuild');
  const lost = (await log.lows()).findIndex((low) => low > 0);
  if (lost === -1) return log;
  throw new DomainError({
    code: 'log-incomplete',
    detail: `The log no longer has the beginning of partition ${lost}, so the raw events cannot be made from it.`,
    fix: 'Rebuild from the raw events themselves: source "events".',
  });
}

/** Shadows and their exchange are of one server: on a cluster they would have to be made on every shard at once. */
const rebuildOnCluster = () =>
  new DomainError({
    code: 'rebuild-on-cluster',
    detail: 'The tables of a cluster are not rebuilt beside the old ones.',
    fix: 'Replay the log, which mends what was lost; to make the tables anew name an empty database in CLICKHOUSE_URL and replay the log into it.',
  });

/** Somebody else is at work on whole tables. */
export const rebuildRunning = () =>
  new DomainError({
    code: 'rebuild-running',
    detail: 'Tables are being rebuilt, or a contact forgotten, just now.',
    fix: 'Wait until GET /v1/event-log shows no rebuild and no erasure at work, then try again.',
  });

/** A cursor that was made meanwhile has written into the old tables alone: it goes back to the start. */
function withNewCursors(standing: Offsets, noted: Offsets): Offsets {
  const logs = Object.entries(standing).map(([log, parts]) => {
    const starts = Object.fromEntries(Object.keys(parts).map((part) => [part, 0]));
    return [log, { ...starts, ...noted[log] }];
  });
  return Object.fromEntries(logs);
}
