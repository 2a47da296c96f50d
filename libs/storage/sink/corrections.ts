import type { LogRecord } from '../event-log/event-log.ts';
import type { Query } from '../postgres/open-postgres.ts';
import type { Reading } from './read-ranges.ts';

/**
 * Leaves out of what is read from the log what is known better by now. The tables that count cannot take an event back, so
 * a log that is read again must not bring it again; the correction stands further on in the log.
 */
export class Corrections {
  readonly #sql: Query;
  readonly #latest = new Map<string, number>();
  #known = 0;

  constructor(sql: Query) {
    this.#sql = sql;
  }

  /** A reading without the records that a correction supersedes. Corrections are written one at a time, so none is missed. */
  async leaveOut(reading: Reading): Promise<Reading> {
    await this.#learn();
    return this.#latest.size === 0
      ? reading
      : { ...reading, records: reading.records.filter((record) => !this.#isSuperseded(record)) };
  }

  #isSuperseded({ eventId, body }: LogRecord): boolean {
    const latest = eventId === null ? undefined : this.#latest.get(eventId);
    return latest !== undefined && receivedAt(body) < latest;
  }

  /** Uses correction_pkey. */
  async #learn(): Promise<void> {
    const rows = await this.#sql<{ no: number; id: string; ver: number }[]>`
      select no, event_id as id, ver from correction where no > ${this.#known} order by no`;
    for (const { no, id, ver } of rows) {
      this.#known = no;
      this.#latest.set(id, ver);
    }
  }
}

/** NaN where it does not say: such a record is refused further on, and says why. */
function receivedAt(body: string): number {
  return Date.parse(/"receivedAt":"([^"]{1,40})"/.exec(body)?.[1] ?? '');
}
