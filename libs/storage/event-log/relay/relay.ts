import type { Sql } from '../../postgres/open-postgres.ts';
import { advanceRelay } from './advance-relay.ts';
import { claimRelay } from './claim-relay.ts';
import type { OuterLog } from './outer-log.ts';
import { readBacklog } from './read-backlog.ts';

/** `superseded`: another relay has claimed the cursors. The next run claims them back, so leave it some time. */
export type RelayOutcome = { kind: 'carried'; events: number } | { kind: 'superseded' };

// From each partition, so that a batch is at most 2,000 events. Larger ones carry no more a second.
const BATCH = { maxRows: 250, maxBytes: 1024 * 1024 };

/**
 * Carries the outbox, which is the log table, to an outer log: at least once, in order within each partition. Every
 * batch begins where all before it is stored, so taking the first of each repeated event gives the order of the table.
 */
export class Relay {
  readonly #sql: Sql;
  readonly #log: OuterLog;
  readonly #batch: typeof BATCH;
  #epoch: number | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(sql: Sql, log: OuterLog, batch = BATCH) {
    this.#sql = sql;
    this.#log = log;
    this.#batch = batch;
  }

  /** Carries one batch; 0 events when nothing waits. Calls queue up: one batch is in flight. */
  runOnce(): Promise<RelayOutcome> {
    const run = this.#last.then(() => this.#carry());
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #carry(): Promise<RelayOutcome> {
    const { id: logId, partitions } = this.#log;
    this.#epoch ??= await claimRelay(this.#sql, logId, partitions);
    const claim = { logId, epoch: this.#epoch };
    const records = await readBacklog(this.#sql, claim, this.#batch);
    if (records?.length === 0) return { kind: 'carried', events: 0 };
    if (records) {
      await this.#log.write(records);
      const next = new Map(records.map(({ part, pos }) => [part, pos + 1]));
      if (await advanceRelay(this.#sql, claim, next)) return { kind: 'carried', events: records.length };
    }
    this.#epoch = undefined;
    return { kind: 'superseded' };
  }
}
