import type { ClickHouseClient } from '@clickhouse/client';
import { DomainError, type Instant } from '#engine';
import { standsOnCluster } from '../clickhouse/stands-on-cluster.ts';
import type { EventLog } from '../event-log/event-log.ts';
import { openPostgresEventLog } from '../event-log/postgres/postgres-event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type Offsets, rewind, sinkOffsets } from '../sink/rewind.ts';
import { holdUpkeep } from '../upkeep/hold-upkeep.ts';
import { countedTables } from './counted-tables.ts';
import { fillCounts } from './fill-counts.ts';
import { fillEvents } from './fill-events.ts';
import {
  endRebuild,
  noteFilled,
  noteRebuild,
  type RebuildSource,
  type RebuildState,
  readRebuild,
} from './rebuild-state.ts';
import { dropShadows, exchangeShadows, makeShadows, shadowOf } from './shadow-tables.ts';

export interface RebuildParts {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient;
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
  await replaceTables(parts, { source, months, now }, async (id) => {
    const counted = await countedTables(clickhouse);
    const names = counted.map(({ name }) => name);
    await makeShadows(clickhouse, id, log ? ['events', ...names] : names);
    const resumeAt = log ? await fillFromLog(parts, log) : await sinkOffsets(sql);
    for (const table of counted)
      await fillCounts(clickhouse, table, { source: log ? shadowOf('events') : 'events', months });
    return resumeAt;
  });
}

/**
 * Puts other tables in the place of those there are. `fill` makes them beside these and answers where the sink is to
 * go on: where it stood before `fill` looked at its source for the last time.
 */
export async function replaceTables(
  parts: RebuildParts,
  note: { source: RebuildSource; months: readonly string[]; now: Instant },
  fill: (id: string) => Promise<Offsets>,
): Promise<void> {
  if (await standsOnCluster(parts.clickhouse)) throw rebuildOnCluster();
  const done = await holdUpkeep(parts.sql, async () => {
    await finishOrDrop(parts);
    const state = await noteRebuild(parts.sql, note);
    try {
      await noteFilled(parts.sql, state.id, await fill(state.id));
    } catch (error) {
      await giveUp(parts, state);
      throw error;
    }
    await finishOrDrop(parts);
    return true;
  });
  if (done === null) throw rebuildRunning();
}

/**
 * Brings a rebuild that was cut off to its end: finishes it where the tables were filled, else throws them away. Call it
 * at the start. Does nothing while another process is at it.
 */
export async function resumeRebuild(parts: RebuildParts): Promise<void> {
  if ((await readRebuild(parts.sql)) !== null) await holdUpkeep(parts.sql, () => finishOrDrop(parts));
}

/** Nearly all of it is read while the sink is left alone; only what came meanwhile is behind the noted offsets. */
async function fillFromLog({ sql, clickhouse }: RebuildParts, log: EventLog) {
  const shadow = shadowOf('events');
  const read = await fillEvents(
    clickhouse,
    log,
    shadow,
    Array.from({ length: log.partitions }, () => 0),
  );
  const resumeAt = await sinkOffsets(sql);
  await fillEvents(clickhouse, log, shadow, read);
  return resumeAt;
}

async function finishOrDrop(parts: RebuildParts): Promise<void> {
  const { sql, clickhouse } = parts;
  const state = await readRebuild(sql);
  if (state === null) return;
  if (state.resumeAt === null) return giveUp(parts, state);
  await exchangeShadows(clickhouse, state.id);
  await rewind(sql, withNewCursors(await sinkOffsets(sql), state.resumeAt));
  await dropShadows(clickhouse);
  await endRebuild(sql, state.id);
}

async function giveUp({ sql, clickhouse }: RebuildParts, { id }: RebuildState): Promise<void> {
  await dropShadows(clickhouse);
  await endRebuild(sql, id);
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

const rebuildRunning = () =>
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
