import { isUuid } from '../../sink/check-value.ts';
import type { LogRecord } from '../event-log.ts';

/** A row of the log table: `count` events from `pos` on. */
export interface StoredRow {
  readonly part: number;
  readonly pos: number;
  readonly count: number;
  /** What the events have in common, as a JSON object; null where `own` is one whole event. */
  readonly shared: string | null;
  readonly own: string;
}

/** The events of a row, each whole. They are put together as text: parsing them takes ten times as long. */
export function eventsOfRow({ part, pos, shared, own }: StoredRow): LogRecord[] {
  if (shared === null) return [{ part, pos, body: own, eventId: eventIdOf(own) }];
  const rest = `,${shared.slice(1)}`;
  return own.split('\n').map((line, nth) => {
    const body = `${line.slice(0, -1)}${rest}`;
    return { part, pos: pos + nth, body, eventId: eventIdOf(body) };
  });
}

/** As the engine writes it, an event begins with its identity. */
const BEGINNING = /^\{"schema":1,"eventId":"([0-9a-f-]{36})"/;

function eventIdOf(body: string): string | null {
  const id = BEGINNING.exec(body)?.[1] ?? idWithin(body);
  return typeof id === 'string' && isUuid(id) ? id : null;
}

function idWithin(body: string): unknown {
  try {
    const event: unknown = JSON.parse(body);
    return typeof event === 'object' && event !== null && 'eventId' in event ? event.eventId : null;
  } catch {
    // What is no JSON names no event; its reader makes it a dead letter.
    return null;
  }
}
