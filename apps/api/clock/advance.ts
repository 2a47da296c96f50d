import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { DomainError, type Instant, isRangeError, parseElapsed } from '#engine';

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

const isoDuration = z.iso.duration();

const length = z
  .string()
  .max(100)
  .refine((text) => parseElapsed(text) !== null || isoDuration.safeParse(text).success, {
    error: 'is not a length of time',
    params: { fix: 'Write it like P1D, P1M, PT36H, 2d or 36h.' },
  })
  .describe('an ISO 8601 duration such as P1D, or a length as files write it, such as 2d');

export const advanceBody = z
  .strictObject({
    by: length.optional(),
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
  const elapsed = parseElapsed(duration);
  if (elapsed !== null) return now + elapsed;
  const start = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC');
  try {
    return start.add(Temporal.Duration.from(duration)).epochMilliseconds;
  } catch (error) {
    // The calendar ends in the year 275760.
    if (isRangeError(error)) return Number.POSITIVE_INFINITY;
    throw error;
  }
}
