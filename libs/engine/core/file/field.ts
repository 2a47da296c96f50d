import { z } from 'zod';
import { WEEKDAYS } from '../calendar/week.ts';
import { findZone } from '../calendar/zone.ts';
import { EVENT_TYPES } from '../event.ts';
import type { Delay } from '../sequence.ts';
import { DURATION_FORMS, isPositive, LONGEST_DAYS, parseDelay, parseElapsed } from './duration.ts';
import { complaint, show } from './explain.ts';
import { suggest } from './nearest.ts';

/** The fields that files are made of. Each says what is wrong with a value and how to put it right. */

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A `tracked` event is one that matches no goal. */
const GOALS = Object.keys(EVENT_TYPES).filter((type) => type !== 'tracked');
const OUTSIDE_EVENTS = Object.entries(EVENT_TYPES)
  .filter(([type, { outside }]) => outside && type !== 'tracked')
  .map(([type]) => type);

type Complaint = readonly [reason: string, fix: string] | null;

function text(example: string, judge: (value: string) => Complaint) {
  return z
    .string()
    .superRefine((value, context) => {
      const found = judge(value);
      if (found !== null) context.addIssue({ code: 'custom', message: complaint(...found) });
    })
    .meta({ examples: [example] });
}

/** The name of a sequence, a step or a variant: it stands in addresses and never changes. */
export const keyField = text('case-study', (value) => {
  if (value.length > 64)
    return [`A key of ${value.length} characters is too long.`, 'Use at most 64 characters.'];
  if (SLUG.test(value)) return null;
  const slug = slugOf(value);
  return [
    `${show(value)} is not a key: keys are lower-case letters, digits and single hyphens.`,
    slug === '' ? 'Write it like "case-study".' : `Write "${slug}".`,
  ];
});

export const purposeField = text('social-proof', (value) =>
  value.length <= 64 && SLUG.test(value)
    ? null
    : [
        `${show(value)} is not a purpose: it is one kebab-case word.`,
        `Write "${slugOf(value) || 'social-proof'}".`,
      ],
);

export const nameField = text('B2B outbound cadence', (value) => {
  if (value.trim() === '') return ['The name is empty.', 'Write a name, or leave the field out.'];
  return value.length <= 200 ? null : ['The name is too long.', 'Use at most 200 characters.'];
});

/** What a sequence or a step is measured by. */
export const goalField = text('replied', (value) => judgeEvent(value, GOALS));

/** What can happen to an enrollment from outside: it ends a sequence, ends a wait or decides a branch. */
export const outsideEventField = text('replied', (value) =>
  judgeEvent(value, OUTSIDE_EVENTS, ['task-completed']),
);

/** A delay before or inside a step, business days included. */
export const delayField = text('2d', (value) => (parseDelay(value) === null ? notADuration(value) : null));

/** A delay that takes time. */
export const pauseField = text('2d', (value) => {
  const delay = parseDelay(value);
  if (delay === null) return notADuration(value);
  return isPositive(delay)
    ? null
    : [`${show(value)} is no time at all.`, 'Write a positive length, such as 2d.'];
});

/** A span of elapsed time. */
export const spanField = text('7d', (value) => {
  const span = parseElapsed(value);
  if (span === null) return spanComplaint(value);
  return span > 0 ? null : [`${show(value)} is no time at all.`, 'Write a positive length, such as 7d.'];
});

/** The span that a cap counts over: no longer than its mails are looked up for. */
export const capSpanField = text('7d', (value) => {
  const span = parseElapsed(value);
  if (span === null) return spanComplaint(value);
  if (span < 60_000) return [`${show(value)} is less than a minute.`, 'Write a longer span, such as 1d.'];
  return span <= LONGEST_CAP ? null : [`${show(value)} is more than a year.`, 'Write 365d or less.'];
});

/** A span of elapsed time that may be none. */
export const gapField = text('1d', (value) => {
  if (parseElapsed(value) !== null) return null;
  return parseDelay(value) === null
    ? notADuration(value)
    : ['Business days are no fixed span.', 'Write it in days or hours: 1d, 36h.'];
});

export const dayField = z
  .int()
  .min(0)
  .max(LONGEST_DAYS)
  .meta({ examples: [3] });

export const zoneField = text('Europe/Berlin', (value) =>
  value === 'contact' || findZone(value) !== null
    ? null
    : [`${show(value)} is not a time zone.`, 'Use an IANA name such as Europe/Berlin, UTC, or contact.'],
);

/** The zone of those of whom none is known. */
export const placeZoneField = text('Europe/Berlin', (value) =>
  findZone(value) !== null
    ? null
    : [`${show(value)} is not a time zone.`, 'Use an IANA name such as Europe/Berlin, or UTC.'],
);

/** Minutes since midnight, as `HH:MM` up to `24:00`. */
export const timeField = text('09:00', (value) =>
  parseTime(value) === null
    ? [`${show(value)} is not a time of day.`, 'Write it like "09:00", "24:00" at most.']
    : null,
);

export const dateField = text('2026-12-25', (value) =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && isDate(value)
    ? null
    : [`${show(value)} is not a date.`, 'Write an existing date as YYYY-MM-DD, such as 2026-12-25.'],
);

export const weekdaysField = z
  .array(z.enum(WEEKDAYS))
  .min(1)
  .meta({ examples: [['mon', 'tue', 'wed', 'thu', 'fri']] });

export function parseTime(value: string): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(value);
  if (match === null) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= 24 * 60 ? minutes : null;
}

/** `named` are types that may carry a name besides conversions, which always may. */
function judgeEvent(value: string, types: readonly string[], named: readonly string[] = []): Complaint {
  if (types.includes(value)) return null;
  const [type = '', name] = value.split(/:(.*)/s);
  if (name === undefined || (type !== 'converted' && !named.includes(type))) {
    return [
      `${show(value)} is not an event type that can stand here.`,
      suggest(value, [...types, 'converted:NAME', ...named.map((each) => `${each}:OUTCOME`)]),
    ];
  }
  if (SLUG.test(name) && name.length <= 64) return null;
  const slug = slugOf(name);
  const [what, example] =
    type === 'converted' ? ['a conversion', 'review-submitted'] : ['an outcome', 'connected'];
  return [
    `${show(name)} does not name ${what}: names are kebab-case.`,
    slug === '' ? `Write it like "${type}:${example}".` : `Write "${type}:${slug}".`,
  ];
}

const LONGEST_CAP = 365 * 24 * 60 * 60_000;

function spanComplaint(value: string): Complaint {
  return parseDelay(value) === null
    ? notADuration(value)
    : ['Business days are no fixed span.', 'Write it in days or hours: 7d, 36h.'];
}

function notADuration(value: string): Complaint {
  return [`${show(value)} is not a length of time up to ${LONGEST_DAYS} days.`, DURATION_FORMS];
}

function isDate(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function slugOf(value: string): string {
  return value
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-|-$/g, '');
}

/** The delay that a checked field holds, or null where there is none. */
export function delayOf(value: string | undefined): Delay | null {
  return value === undefined ? null : parseDelay(value);
}
