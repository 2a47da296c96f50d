import type { Enrollment, Sighting } from './enrollment.ts';
import type { Instant } from './sequence.ts';

export type Condition =
  | { readonly any: readonly Condition[] }
  | { readonly all: readonly Condition[] }
  | { readonly not: Condition }
  | EventCondition
  | ContactCondition;

/** `within`, in milliseconds, counts from when the step was last sent or done; without a step, back from now. */
export interface EventCondition {
  readonly event: string;
  readonly step: string | null;
  readonly within: number | null;
}

export interface ContactCondition {
  readonly contact: string;
  readonly op: ContactOperator;
  readonly value: unknown;
}

export const CONTACT_OPERATORS = ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists', 'contains'] as const;

export type ContactOperator = (typeof CONTACT_OPERATORS)[number];

/** What a condition looks at. */
export type Circumstance = Pick<Enrollment, 'contact' | 'seen' | 'sentAt'>;

/** Does a condition hold, from what is known at `now`? */
export function meets(condition: Condition, enrollment: Circumstance, now: Instant): boolean {
  if ('any' in condition) return condition.any.some((each) => meets(each, enrollment, now));
  if ('all' in condition) return condition.all.every((each) => meets(each, enrollment, now));
  if ('not' in condition) return !meets(condition.not, enrollment, now);
  if ('event' in condition) return happened(condition, enrollment, now);
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
  if (sentAt === undefined || meets(condition, enrollment, now)) return now;
  return Math.max(now, sentAt + condition.within);
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

function happened(condition: EventCondition, enrollment: Circumstance, now: Instant): boolean {
  const { step, within } = condition;
  if (step === null) {
    return sightings(condition.event, Object.values(enrollment.seen)).some(
      (sighting) => within === null || sighting.last >= now - within,
    );
  }
  const here = sightings(condition.event, [enrollment.seen[step] ?? {}]);
  if (within === null) return here.length > 0;
  const sentAt = sentAtOf(enrollment, step);
  if (sentAt === undefined) return false;
  const inTime = (at: Instant) => at >= sentAt && at <= sentAt + within;
  return here.some((sighting) => inTime(sighting.first) || inTime(sighting.last));
}

/** A step may be called "constructor", which every record seems to have. */
function sentAtOf({ sentAt }: Circumstance, step: string): Instant | undefined {
  return Object.hasOwn(sentAt, step) ? sentAt[step] : undefined;
}

/** What has been seen of an event; `converted` finds the named conversions too. */
function sightings(event: string, steps: readonly Readonly<Record<string, Sighting>>[]): Sighting[] {
  return steps.flatMap((seen) =>
    Object.entries(seen).flatMap(([kind, sighting]) =>
      kind === event || (event === 'converted' && kind.startsWith('converted:')) ? [sighting] : [],
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
