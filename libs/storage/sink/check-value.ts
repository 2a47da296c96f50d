import { parseIsoTime } from './parse-iso-time.ts';
import { Refusal } from './refusal.ts';

// Each of these takes a field of a logged event and gives what goes into its column, or throws a Refusal.
// ClickHouse would take most of what they refuse, and store something else: 70000 as 4464, no time as 1970.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = '2026-01-05'.length;
// What a ClickHouse Date holds, in whole years: the partition keys are made of these times.
const FIRST_TIME = 0;
const LAST_TIME = Date.UTC(2149, 0, 1) - 1;

export function checkText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new Refusal(field, 'a string', value);
  return value;
}

export function checkKey(value: unknown, field: string): string {
  if (value === '') throw new Refusal(field, 'a key', value);
  return checkText(value, field);
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

export function checkUuid(value: unknown, field: string): string {
  if (!isUuid(value)) throw new Refusal(field, 'a UUID in lower case', value);
  return value;
}

/** A whole number from 0 to `max`. */
export function checkWhole(value: unknown, field: string, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) {
    throw new Refusal(field, `a whole number from 0 to ${max}`, value);
  }
  return value;
}

export function checkFinite(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Refusal(field, 'a finite number', value);
  return value;
}

export function checkProbability(value: unknown, field: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new Refusal(field, 'a probability from 0 to 1', value);
  }
  return value;
}

export function checkTime(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.length === DAY || !isInRange(parseIsoTime(value))) {
    throw new Refusal(field, 'a time like 2026-01-05T09:30:00.000Z between 1970 and 2148', value);
  }
  return value;
}

export function checkDay(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.length !== DAY || !isInRange(parseIsoTime(value))) {
    throw new Refusal(field, 'a day like 2026-01-05 between 1970 and 2148', value);
  }
  return value;
}

export function checkOneOf(value: unknown, field: string, options: ReadonlySet<string>): string {
  if (typeof value !== 'string' || !options.has(value)) {
    throw new Refusal(field, `one of ${[...options].join(', ')}`, value);
  }
  return value;
}

export function checkFlag(value: unknown, field: string): 0 | 1 {
  if (typeof value !== 'boolean') throw new Refusal(field, 'true or false', value);
  return value ? 1 : 0;
}

export function checkObject(value: unknown, field: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(field, 'an object', value);
  }
  return value;
}

export function checkTextMap(value: unknown, field: string): object {
  const map = checkObject(value, field);
  for (const [key, text] of Object.entries(map)) checkText(text, `${field}.${key}`);
  return map;
}

export function checkOrNull(
  value: unknown,
  field: string,
  check: (value: unknown, field: string) => unknown,
): unknown {
  return value === null ? null : check(value, field);
}

export function checkList<T>(
  value: unknown,
  field: string,
  check: (value: unknown, field: string) => T,
): T[] {
  if (!Array.isArray(value)) throw new Refusal(field, 'a list', value);
  return value.map((item, index) => check(item, `${field}[${index}]`));
}

/** Is it a time that a ClickHouse Date can stand for? NaN is not. */
export function isInRange(time: number): boolean {
  return time >= FIRST_TIME && time <= LAST_TIME;
}
