import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import type { EventLog } from '../event-log/event-log.ts';
import { type FailPoint, noFailPoint } from '../fail-point.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type Batch, deadLetter, makeBatch } from './batch.ts';
import { beginBatch } from './begin-batch.ts';
import { type ClaimedCursor, claimCursors } from './claim-cursors.ts';
import { Corrections } from './corrections.ts';
import type { FencedRange, Range, SinkId } from './cursor.ts';
import { finishBatch } from './finish-batch.ts';
import { forgottenIn, type TakeOut } from './forgotten.ts';
import { holdsCursors } from './holds-cursors.ts';
import { insertAroundPoison } from './insert-around-poison.ts';
import { type InsertEvents, prepareInsert } from './insert-events.ts';
import { readAgain, readAhead } from './read-ranges.ts';
import { watchOther } from './watch-other.ts';

/** What one run did. */
export interface SinkRun {
  readonly rows: number;
  readonly deadLetters: number;
  readonly gaps: number;
  /** Somebody else has taken a partition, so this run counts for nothing. */
  readonly fenced: boolean;
  /** The log went on after this batch: there is another one to insert at once. */
  readonly more: boolean;
}

export interface SinkConfig {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient;
  readonly log: EventLog;
  /** Epoch milliseconds, for the times at which dead letters and gaps were noticed. */
  readonly now: () => number;
  readonly maxRows?: number;
  readonly failPoint?: FailPoint;
  /** Waits. */
  readonly rest?: (ms: number) => Promise<void>;
}

export const SINK = 'clickhouse';

const NOTHING: SinkRun = { rows: 0, deadLetters: 0, gaps: 0, fenced: false, more: false };
const FENCED: SinkRun = { ...NOTHING, fenced: true };

/** A claim on partitions: from taking them until an error, a fence or another owner ends it. */
interface Session {
  readonly insert: InsertEvents;
  readonly epochs: ReadonlyMap<number, number>;
  /** What tokens call the log: when it is read again, its batches are not repeats of those before. */
  readonly reading: Pick<EventLog, 'id'>;
  readonly takeOut: TakeOut;
  /** The next offset to read, by partition. */
  readonly next: Map<number, number>;
  /** The next offset to write, by partition. */
  readonly committed: Map<number, number>;
  /** Batches that somebody began and never finished; `begun` is the token they were begun with. */
  readonly unfinished: { readonly ranges: readonly Range[]; readonly begun: string }[];
  /** The batch after the one that is being inserted, or why it could not be read. */
  ahead: Promise<{ readonly batch: Batch | null } | { readonly error: unknown }> | null;
}

/**
 * Carries the event log into ClickHouse: reads from the cursor in Postgres, writes down what it is about to insert,
 * inserts under a token, moves the cursor. After a crash between any two of these the same rows go in under the same
 * token again, and ClickHouse drops the repeat; what slips past that merges away, as every table is a semilattice.
 */
export class Sink {
  readonly #config: SinkConfig;
  readonly #id: SinkId;
  readonly #maxRows: number;
  readonly #failPoint: FailPoint;
  readonly #corrections: Corrections;
  #session: Session | null = null;
  /** How often the log had been told to be read again when the partitions were taken. */
  #reading = 0;

  constructor(config: SinkConfig) {
    this.#config = config;
    this.#id = { sink: SINK, logId: config.log.id };
    this.#maxRows = config.maxRows ?? 10_000;
    this.#failPoint = config.failPoint ?? noFailPoint;
    this.#corrections = new Corrections(config.sql);
  }

  /** The partitions that are this sink's to carry. */
  owned(): readonly number[] {
    return this.#config.log.owned();
  }

  /**
   * Inserts one batch, of at most `maxRows`, while it reads and encodes the next one where there is more. Rejects when a
   * store or the log does not answer; the next run then starts over from the cursor. One run at a time.
   */
  async runOnce(): Promise<SinkRun> {
    try {
      const run = await this.#run();
      if (run.fenced) this.#session = null;
      return run;
    } catch (error) {
      this.#session = null;
      throw error;
    }
  }

  /**
   * Runs until everything is in ClickHouse that its partitions held when it was called, whoever carries it: two that took
   * the partitions from one another at every batch made a hundred inserts of ten, in 90 s.
   */
  async drain(): Promise<SinkRun> {
    const { sql, log, rest = sleep } = this.#config;
    const heads = await log.heads();
    let total = NOTHING;
    for (;;) {
      const run = await this.runOnce();
      total = {
        rows: total.rows + run.rows,
        deadLetters: total.deadLetters + run.deadLetters,
        gaps: total.gaps + run.gaps,
        fenced: run.fenced,
        more: run.more,
      };
      if (run.fenced) {
        const owned = log.owned();
        const upTo = new Map(owned.map((part) => [part, heads[part] ?? 0]));
        const isOver = () => String(log.owned()) !== String(owned);
        const watch = { upTo, reading: this.#reading, isOver, rest };
        if (await watchOther(sql, this.#id, watch)) return { ...total, fenced: false };
      }
      const session = this.#session;
      if (session === null) continue;
      const left = [...session.committed].filter(([part, next]) => next < (heads[part] ?? 0));
      if (left.length === 0) return total;
      if (run === NOTHING) {
        const parts = left.map(([part]) => part).join(', ');
        throw new Error(`The event log gave nothing of partitions ${parts}, although they go on.`);
      }
    }
  }

  async #run(): Promise<SinkRun> {
    const session = await this.#open();
    const again = session.unfinished.shift();
    if (again !== undefined) {
      const reading = await readAgain(this.#config.log, again.ranges);
      for (const { part, to } of reading.ranges) session.next.set(part, to);
      return this.#write(
        session,
        makeBatch(session.reading, session.takeOut(await this.#corrections.leaveOut(reading))),
        again.begun,
      );
    }
    const batch = (await this.#takeAhead(session)) ?? (await this.#read(session));
    if (batch !== null) return this.#write(session, batch, null);
    // Nothing to write is nothing that a fence would stop: somebody may have told it to read again.
    if (!(await holdsCursors(this.#config.sql, this.#id, session.epochs))) this.#session = null;
    return NOTHING;
  }

  /** The session there is, or a new claim when there is none or other partitions have become ours. */
  async #open(): Promise<Session> {
    const { sql, clickhouse, log } = this.#config;
    const owned = log.owned();
    if (
      this.#session?.epochs.size === owned.length &&
      owned.every((part) => this.#session?.epochs.has(part))
    ) {
      return this.#session;
    }
    const insert = this.#session?.insert ?? (await prepareInsert(clickhouse));
    const cursors = await claimCursors(sql, this.#id, owned);
    this.#failPoint('sink.claimed');
    this.#reading = Math.max(0, ...cursors.map((cursor) => cursor.reading));
    this.#session = {
      insert,
      epochs: new Map(cursors.map(({ part, epoch }) => [part, epoch])),
      reading: { id: this.#reading === 0 ? log.id : `${log.id}#${this.#reading}` },
      takeOut: await forgottenIn(sql, log),
      next: new Map(cursors.map(({ part, committed, intentTo }) => [part, intentTo ?? committed])),
      committed: new Map(cursors.map(({ part, committed }) => [part, committed])),
      unfinished: unfinishedBatches(cursors),
      ahead: null,
    };
    return this.#session;
  }

  async #takeAhead(session: Session): Promise<Batch | null> {
    const ahead = await session.ahead;
    session.ahead = null;
    if (ahead === null) return null;
    if ('error' in ahead) throw ahead.error;
    return ahead.batch;
  }

  async #read(session: Session): Promise<Batch | null> {
    const cursors = [...session.next].map(([part, next]) => ({ part, next }));
    const reading = await readAhead(this.#config.log, cursors, this.#maxRows);
    if (reading.ranges.length === 0) return null;
    for (const { part, to } of reading.ranges) session.next.set(part, to);
    return makeBatch(session.reading, session.takeOut(await this.#corrections.leaveOut(reading)));
  }

  async #write(session: Session, batch: Batch, begun: string | null): Promise<SinkRun> {
    const { sql, log, now } = this.#config;
    const ranges = batch.ranges.map((range) => fence(session, range));
    this.#failPoint('sink.read');
    // Rows that differ from what was begun are other content, and get another token.
    if (begun !== batch.token && !(await beginBatch(sql, this.#id, batch.token, ranges))) {
      return FENCED;
    }
    this.#failPoint('sink.begun');
    const inserting = insertAroundPoison(session.insert, batch.token, batch.rows, this.#failPoint);
    this.#failPoint('sink.inserting');
    // What an unfinished batch was begun with comes first, each as its own.
    if (batch.more && session.unfinished.length === 0) {
      session.ahead = this.#read(session).then(
        (next) => ({ batch: next }),
        (error: unknown) => ({ error }),
      );
    }
    const poisoned = await inserting;
    this.#failPoint('sink.inserted');
    const deadLetters = [
      ...batch.deadLetters,
      ...poisoned.flatMap(({ index, reason }) =>
        batch.records.slice(index, index + 1).map((record) => deadLetter(record, reason)),
      ),
    ];
    const finished = await finishBatch(sql, this.#id, {
      ranges,
      deadLetters,
      gaps: batch.gaps,
      now: new Date(now()),
    });
    if (!finished) return FENCED;
    this.#failPoint('sink.finished');
    for (const { part, to } of ranges) session.committed.set(part, to);
    log.committed?.(new Map(ranges.map(({ part, to }) => [part, to])));
    return {
      rows: batch.rows.length - poisoned.length,
      deadLetters: deadLetters.length,
      gaps: batch.gaps.length,
      fenced: false,
      more: batch.more,
    };
  }
}

function fence(session: Session, range: Range): FencedRange {
  const epoch = session.epochs.get(range.part);
  if (epoch === undefined) throw new Error(`Partition ${range.part} is not held by this sink.`);
  return { ...range, epoch };
}

/** The ranges of one token were one insert, and are one again. */
function unfinishedBatches(cursors: readonly ClaimedCursor[]): Session['unfinished'] {
  const byToken = new Map<string, Range[]>();
  for (const { part, committed, intentTo, intentToken } of cursors) {
    if (intentTo === null || intentToken === null) continue;
    const range = { part, from: committed, to: intentTo };
    byToken.set(intentToken, [...(byToken.get(intentToken) ?? []), range]);
  }
  return [...byToken].map(([begun, ranges]) => ({ begun, ranges }));
}
