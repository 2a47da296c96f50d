import type { Instant } from '#engine';

/** Clocks that differ by less than this agree: a call is on its way for as long. */
const AGREE = 5_000;
/** Numbers from here on are milliseconds since 1970 (March 1973), below it seconds. */
const FIRST_MS = 1e11;
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** When a call happened, and whether its own time could not be read. */
export interface CallTime {
  readonly at: Instant;
  readonly unread: boolean;
}

/**
 * When a call happened, by the receiver's clock: `receivedAt − (sentAt − timestamp)`, since a client's clock may be wrong but
 * measures well how long ago something was. A client that says `originalTimestamp` and another `timestamp` has worked it
 * out already, or means a time of history. Without a time that can be read it happened when it was received.
 */
export function timeOfCall(
  said: { readonly timestamp: unknown; readonly originalTimestamp: unknown; readonly sentAt: unknown },
  receivedAt: Instant,
): CallTime {
  const timestamp = readTime(said.timestamp);
  const original = readTime(said.originalTimestamp);
  const sentAt = readTime(said.sentAt);
  const own = original ?? timestamp;
  const unread = own === null && (isSaid(said.timestamp) || isSaid(said.originalTimestamp));
  if (own === null) return { at: receivedAt, unread };
  if (timestamp !== null && original !== null && timestamp !== original) return { at: timestamp, unread };
  const skew = sentAt === null ? 0 : receivedAt - sentAt;
  const at = Math.abs(skew) > AGREE ? own + skew : own;
  // What was just said is never ahead of a clock that stands, as a sandbox's does.
  return { at: at > receivedAt && at - receivedAt <= AGREE ? receivedAt : Math.max(0, at), unread };
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const WRITTEN =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{1,2}:?\d{2})?)?$/i;

/**
 * A time as clients write it: ISO 8601, also with single digits (`2015-2-02T00:30:08.276Z`) or without a zone (then UTC),
 * or a number of seconds or milliseconds since 1970. Null for what is none, and for what lies before 1970.
 */
export function readTime(value: unknown): Instant | null {
  if (typeof value === 'number') return withinReach(value < FIRST_MS ? value * 1000 : value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d{9,16}(\.\d+)?$/.test(text)) return readTime(Number(text));
  const parts = WRITTEN.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const pad = (digits: string | undefined) => (digits ?? '').padStart(2, '0');
  const date = `${year}-${pad(month)}-${pad(day)}`;
  const offset = /^z$/i.test(zone)
    ? 'Z'
    : zone.replace(/^([+-])(\d{1,2}):?(\d{2})$/, (_, sign, h, m) => `${sign}${pad(h)}:${m}`);
  const time = Date.parse(
    `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  );
  // Date takes 30 February for 2 March.
  const isDay = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(isDay.getTime()) || !isDay.toISOString().startsWith(date) ? null : withinReach(time);
}

function withinReach(time: number): Instant | null {
  return time >= 0 && time <= LAST ? Math.trunc(time) : null;
}
