import { createHash } from 'node:crypto';
import type { EventLog, LogRecord } from '../event-log/event-log.ts';
import { isUuid } from './check-value.ts';
import type { Range } from './cursor.ts';
import { encodeEvent } from './encode-event.ts';
import type { DeadLetter } from './finish-batch.ts';
import type { Reading } from './read-ranges.ts';

/** What goes into ClickHouse with one insert: a range of each of some partitions. */
export interface Batch {
  readonly ranges: readonly Range[];
  /** Encoded rows, and the record that each is made of. */
  readonly rows: readonly string[];
  readonly records: readonly LogRecord[];
  readonly deadLetters: readonly DeadLetter[];
  /** What the log no longer kept when it was read. */
  readonly gaps: readonly Range[];
  /** The log went on after these ranges when it was read. */
  readonly more: boolean;
  /** Names the log, the ranges and the rows: other content is another token. */
  readonly token: string;
}

/**
 * One insert takes all partitions together. One for each of eight would make eight times the parts in the four tables,
 * and at a few events a second each insert costs the same 10 ms whatever is in it.
 */
export function makeBatch(log: Pick<EventLog, 'id'>, { ranges, records, gaps, more }: Reading): Batch {
  const rows: string[] = [];
  const encoded: LogRecord[] = [];
  const deadLetters: DeadLetter[] = [];
  const content = createHash('sha256');
  for (const record of records) {
    const event = encodeEvent(record.body);
    if (event.ok && record.eventId !== null) {
      rows.push(event.row);
      // Row by row: hashing makes one string of the 70 pieces that a row is put together from, before they grow old.
      content.update(event.row);
      encoded.push(record);
    } else {
      deadLetters.push(deadLetter(record, event.ok ? 'the record does not name its event' : event.reason));
    }
  }
  const span = ranges.map(({ part, from, to }) => `${part}:${from}-${to}`).join(',');
  const token = `1:${log.id}:${span}:${content.digest('hex')}`;
  return { ranges, rows, records: encoded, deadLetters, gaps, more, token };
}

/** The letter as Postgres can store it: no NUL in a text, nothing but a UUID in a uuid. */
export function deadLetter({ part, pos, eventId, body }: LogRecord, reason: string): DeadLetter {
  return {
    part,
    pos,
    eventId: eventId !== null && isUuid(eventId) ? eventId : null,
    reason: reason.replaceAll('\0', '\ufffd'),
    body: body.replaceAll('\0', '\ufffd'),
  };
}
