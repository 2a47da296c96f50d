import { type FailPoint, noFailPoint } from '../../fail-point.ts';
import type { Sql } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';
import { advanceRelay } from './advance-relay.ts';
import { claimRelay } from './claim-relay.ts';
import { holdsRelay } from './holds-relay.ts';
import type { OuterLog } from './outer-log.ts';
import { readBacklog } from './read-backlog.ts';
import { waitingPositions } from './waiting-positions.ts';

/** `superseded`: another relay has claimed the cursors. The next run claims them back, so leave it some time. */
export type RelayOutcome = { kind: 'carried'; events: number } | { kind: 'superseded' };

export interface RelayOptions {
  /** Of each partition. */
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly failPoint: FailPoint;
}

// From each partition, so that a batch is at most 2,000 events. Larger ones carry no more a second.
const DEFAULTS: RelayOptions = { maxRows: 250, maxBytes: 1024 * 1024, failPoint: noFailPoint };

/** The batch after the one that is being sent, null when another relay has taken over; or why it could not be read. */
type Ahead = { readonly records: LogRecord[] | null } | { readonly error: unknown };

/**
 * Carries the outbox, which is the log table, to an outer log: at least once, in order within each partition. Every
 * batch begins where all before it is stored, so taking the first of each repeated event gives the order of the table.
 * While a batch is sent the next one is read; it is sent when the cursors are past the first.
 */
export class Relay {
  readonly #sql: Sql;
  readonly #log: OuterLog;
  readonly #options: RelayOptions;
  #epoch: number | undefined;
  #ahead: Promise<Ahead> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(sql: Sql, log: OuterLog, options: Partial<RelayOptions> = {}) {
    this.#sql = sql;
    this.#log = log;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Carries one batch; 0 events when nothing waits. Calls queue up: one batch is in flight. */
  runOnce(): Promise<RelayOutcome> {
    return this.#inTurn(() => this.#carry());
  }

  /**
   * Carries all that waits when it is called: who wanted nothing to wait would carry for as long as events come in.
   * Another relay that has taken over carries the rest.
   */
  async drain(): Promise<void> {
    const waiting = await waitingPositions(this.#sql, this.#log.id);
    while (waiting.size > 0) {
      const outcome = await this.#inTurn(() => this.#carry(waiting));
      if (outcome.kind === 'superseded' || outcome.events === 0) return;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Takes out of `waiting` the partitions that are carried up to there. */
  async #carry(waiting?: Map<number, number>): Promise<RelayOutcome> {
    const { failPoint } = this.#options;
    const claim = await this.#claim();
    const records = await this.#next(claim);
    if (records?.length === 0) return { kind: 'carried', events: 0 };
    if (records) {
      failPoint('relay.read');
      const next = new Map(records.map(({ part, pos }) => [part, pos + 1]));
      const writing = this.#log.write(records);
      failPoint('relay.writing');
      const ahead = this.#read(claim, next);
      await writing;
      failPoint('relay.written');
      if (await advanceRelay(this.#sql, claim, next)) {
        failPoint('relay.advanced');
        for (const [part, position] of next) if (position >= (waiting?.get(part) ?? 0)) waiting?.delete(part);
        this.#ahead = ahead;
        return { kind: 'carried', events: records.length };
      }
    }
    this.#epoch = undefined;
    return { kind: 'superseded' };
  }

  async #claim(): Promise<{ logId: string; epoch: number }> {
    const { id: logId, partitions } = this.#log;
    if (this.#epoch === undefined) {
      this.#epoch = await claimRelay(this.#sql, logId, partitions);
      this.#options.failPoint('relay.claimed');
    }
    return { logId, epoch: this.#epoch };
  }

  /** What was read ahead if it is anything; else what the cursors say. */
  async #next(claim: { logId: string; epoch: number }): Promise<LogRecord[] | null> {
    const ahead = await this.#ahead;
    this.#ahead = undefined;
    if (ahead && 'error' in ahead) throw ahead.error;
    if (ahead?.records?.length) return (await holdsRelay(this.#sql, claim)) ? ahead.records : null;
    return readBacklog(this.#sql, claim, this.#options);
  }

  #read(claim: { logId: string; epoch: number }, after: ReadonlyMap<number, number>): Promise<Ahead> {
    return readBacklog(this.#sql, claim, this.#options, after).then(
      (records) => {
        if (records) this.#log.prepare?.(records);
        return { records };
      },
      (error: unknown) => ({ error }),
    );
  }
}
