import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { DomainError, type Instant, isRangeError } from '#engine';

export const clockAnswer = z.object({ mode: z.enum(['wall', 'sandbox']), now: z.iso.datetime() });

export const advanceAnswer = clockAnswer.extend({
  happened: z.object({
    enrolled: z.int(),
    decided: z.int(),
    mailsSent: z.int(),
    tasksOpened: z.int(),
    events: z.record(z.string(), z.int()).describe('what contacts did, by event type'),
    ticks: z.int(),
  }),
});

export const advanceBody = z
  .strictObject({
    by: z.iso.duration().optional().describe('an ISO 8601 duration such as P1D'),
    to: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ by, to }) => (by === undefined) !== (to === undefined), {
    error: 'needs either by or to',
    params: { fix: 'Send { "by": "P1D" } or { "to": "2026-05-04T12:00:00Z" }.' },
  });

/** A call that moves the clock further than this would hold the engine for minutes. */
const FARTHEST_DAYS = 366;

/** The time a clock that stands at `now` is to be moved to. Months and years are those of the UTC calendar. */
export function timeToReach({ by, to }: z.infer<typeof advanceBody>, now: Instant): Instant {
  const reached = to === undefined ? addDuration(now, by ?? 'PT0S') : Date.parse(to);
  if (reached - now <= FARTHEST_DAYS * 86_400_000) return reached;
  throw new DomainError({
    code: 'clock-too-far',
    field: by === undefined ? 'to' : 'by',
    detail: `${by === undefined ? 'to' : 'by'}: this is more than ${FARTHEST_DAYS} days ahead.`,
    fix: 'Move the clock in several calls.',
  });
}

function addDuration(now: Instant, duration: string): Instant {
  const start = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC');
  try {
    return start.add(Temporal.Duration.from(duration)).epochMilliseconds;
  } catch (error) {
    // The calendar ends in the year 275760.
    if (isRangeError(error)) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
