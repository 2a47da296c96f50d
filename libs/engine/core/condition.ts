import type { Enrollment, Sighting } from './enrollment.ts';
import { armAt, isNamed } from './goal.ts';
import type { Instant } from './sequence.ts';

export type Condition =
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition }
  | EventCondition
  | VariantCondition
  | ContactCondition;

/**
 * `within`, in milliseconds, counts from when the step was last sent or done; without a step, back from now. Without a
 * `count`, once is enough.
 */
export interface EventCondition {
  readonly event: string;
  readonly step: string | null;
  readonly within: number | null;
  readonly count?: { readonly op: CountOperator; readonly value: number };
}

/** Was this variant of the step drawn? */
export interface VariantCondition {
  readonly variant: string;
  readonly step: string;
}

export interface ContactCondition {
  readonly contact: string;
  readonly op: ContactOperator;
  readonly value: unknown;
}

export const CONTACT_OPERATORS = ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists', 'contains'] as const;

export const COUNT_OPERATORS = ['eq', 'gt', 'gte', 'lt', 'lte'] as const;

export type CountOperator = (typeof COUNT_OPERATORS)[number];

export type ContactOperator = (typeof CONTACT_OPERATORS)[number];

/** What a condition looks at. */
export type Circumstance = Pick<Enrollment, 'contact' | 'seen' | 'sentAt' | 'arms'>;

/** Does a condition hold, from what is known at `now`? */
export function meets(condition: Condition, enrollment: Circumstance, now: Instant): boolean {
  if ('any' in condition) return condition.any.some((each) => meets(each, enrollment, now));
  if ('all' in condition) return condition.all.every((each) => meets(each, enrollment, now));
  if ('not' in condition) return !meets(condition.not, enrollment, now);
  if ('event' in condition) return countMeets(condition, timesSeen(condition, enrollment, now));
  if ('variant' in condition) return armAt(enrollment.arms, condition.step) === condition.variant;
  return holds(condition, enrollment.contact);
}

/**
 * From when on can a condition be answered for good, unless something happens before? `now`, or the end of the last
 * `within` that is still running and that the answer hangs on.
 */
export function settledAt(condition: Condition, enrollment: Circumstance, now: Instant): Instant {
  if ('not' in condition) return settledAt(condition.not, enrollment, now);
  if ('any' in condition) return settledTogether(condition.any, true, enrollment, now);
  if ('all' in condition) return settledTogether(condition.all, false, enrollment, now);
  if (!('event' in condition) || condition.within === null || condition.step === null) return now;
  const sentAt = sentAtOf(enrollment, condition.step);
  if (sentAt === undefined || isForGood(condition, timesSeen(condition, enrollment, now))) return now;
  return Math.max(now, sentAt + condition.within);
}

/** Will more of the event not change the answer? */
function isForGood({ count = ONCE }: EventCondition, seen: number): boolean {
  return count.op === 'gt' || count.op === 'gte' ? compares(seen, count) : seen > count.value;
}

/** Does a condition ask what has been seen of the contact? */
export function asksEvents(condition: Condition): boolean {
  if ('any' in condition) return condition.any.some(asksEvents);
  if ('all' in condition) return condition.all.some(asksEvents);
  if ('not' in condition) return asksEvents(condition.not);
  return 'event' in condition;
}

/** One part that is settled and `decisive` settles the whole; without one, all parts have to be settled. */
function settledTogether(
  parts: readonly Condition[],
  decisive: boolean,
  enrollment: Circumstance,
  now: Instant,
): Instant {
  let latest = now;
  for (const part of parts) {
    const settled = settledAt(part, enrollment, now);
    if (settled <= now && meets(part, enrollment, now) === decisive) return now;
    latest = Math.max(latest, settled);
  }
  return latest;
}

const ONCE = { op: 'gte', value: 1 } as const;

function countMeets({ count = ONCE }: EventCondition, seen: number): boolean {
  return compares(seen, count);
}

function compares(seen: number, { op, value }: { op: CountOperator; value: number }): boolean {
  switch (op) {
    case 'eq':
      return seen === value;
    case 'gt':
      return seen > value;
    case 'gte':
      return seen >= value;
    case 'lt':
      return seen < value;
    case 'lte':
      return seen <= value;
  }
}

/** How often the event has been seen inside its span. */
function timesSeen({ event, step, within }: EventCondition, enrollment: Circumstance, now: Instant): number {
  const steps =
    step === null
      ? Object.values(enrollment.seen)
      : [Object.hasOwn(enrollment.seen, step) ? (enrollment.seen[step] ?? {}) : {}];
  const found = sightings(event, steps);
  if (within === null) return found.reduce((sum, { count }) => sum + count, 0);
  const from = step === null ? now - within : sentAtOf(enrollment, step);
  if (from === undefined) return 0;
  const inTime = (at: Instant) => at >= from && at <= from + within;
  return found.reduce((sum, { times }) => sum + times.filter(inTime).length, 0);
}

/** A step may be called "constructor", which every record seems to have. */
function sentAtOf({ sentAt }: Circumstance, step: string): Instant | undefined {
  return Object.hasOwn(sentAt, step) ? sentAt[step] : undefined;
}

/** What has been seen of an event; `converted` finds the named conversions too, `task-completed` every outcome. */
function sightings(event: string, steps: readonly Readonly<Record<string, Sighting>>[]): Sighting[] {
  return steps.flatMap((seen) =>
    Object.entries(seen).flatMap(([kind, sighting]) =>
      kind === event || (isNamed(event) && kind.startsWith(`${event}:`)) ? [sighting] : [],
    ),
  );
}

function holds({ contact: field, op, value }: ContactCondition, contact: Circumstance['contact']): boolean {
  const actual = fieldOf(contact, field);
  const present = actual !== undefined && actual !== null;
  switch (op) {
    case 'exists':
      return present === value;
    case 'eq':
      return actual === value;
    case 'ne':
      return actual !== value;
    case 'in':
      return Array.isArray(value) && value.includes(actual);
    case 'contains':
      return typeof actual === 'string'
        ? typeof value === 'string' && actual.includes(value)
        : Array.isArray(actual) && actual.includes(value);
    case 'gt':
      return compare(actual, value, (order) => order > 0);
    case 'gte':
      return compare(actual, value, (order) => order >= 0);
    case 'lt':
      return compare(actual, value, (order) => order < 0);
    case 'lte':
      return compare(actual, value, (order) => order <= 0);
  }
}

/** Numbers with numbers, text with text (dates in ISO 8601 sort as text); anything else does not compare. */
function compare(left: unknown, right: unknown, accepts: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return accepts(left - right);
  if (typeof left === 'string' && typeof right === 'string') {
    return accepts(left === right ? 0 : left < right ? -1 : 1);
  }
  return false;
}

function fieldOf(contact: Circumstance['contact'], field: string): unknown {
  if (field === 'id' || field === 'email' || field === 'timezone') return contact[field];
  return Object.hasOwn(contact.attributes, field) ? contact.attributes[field] : undefined;
}
