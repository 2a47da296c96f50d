import type { Instant } from '#engine';
import { parseJson } from './json.ts';

/** The fields of an object of which nobody knows what is in it. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of what should be an object; none where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What should be a list; one of one where it is a single thing. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A text that says something, or the digits of a number; else null. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A text as it stands, blank ones included; else null. */
export function asIs(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

/** What should be JSON in a text; null where it is none, or not a text. */
export function jsonIn(value: unknown): unknown {
  if (typeof value !== 'string') return null;
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
const ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

/** A time as providers write it, ISO 8601 to any fraction of a second; in UTC where it says no zone. Null where it is none. */
export function instantOf(value: unknown): Instant | null {
  if (typeof value !== 'string' || !ISO.test(value)) return null;
  const text = value.trim().replace(' ', 'T');
  return known(Date.parse(ZONE.test(text) ? text : `${text}Z`));
}

/** Seconds since 1970, as a number or its digits, cut to milliseconds; null where it is none. */
export function secondsOf(value: unknown): Instant | null {
  const text = textOf(value);
  return text !== null && /^\d{1,11}(\.\d+)?$/.test(text) ? known(Math.floor(Number(text) * 1000)) : null;
}

/** Milliseconds since 1970; a number as small as seconds are is taken for such. Null where it is none. */
export function millisecondsOf(value: unknown): Instant | null {
  const text = textOf(value);
  if (text === null || !/^\d{1,14}$/.test(text)) return null;
  const number = Number(text);
  return known(number < 100_000_000_000 ? number * 1000 : number);
}

/** The last moment that a date can be. */
const LAST = 8_640_000_000_000_000;

function known(at: number): Instant | null {
  return at >= 0 && at <= LAST ? at : null;
}

/** The bare address in `Ada <ada@example.com>`, or the text itself; null where there is no address. */
export function addressIn(value: unknown): string | null {
  const text = textOf(value);
  if (text === null) return null;
  const address = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : null;
}
