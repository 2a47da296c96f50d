import { z } from 'zod';

const count = z.int();
const share = z.number();

const rate = z.object({
  value: share.nullable(),
  low: share.nullable(),
  high: share.nullable(),
  level: share,
  method: z.string(),
  successes: count,
  trials: count,
  denominator: z.string(),
});

const recovery = z.object({
  planted: share.describe('the chance that the truth names'),
  expected: share.describe(
    'what a read-out can find of it: without bounces, with what falls to the step besides',
  ),
  rate,
  covered: z.boolean().nullable().describe('expected lies in the interval of the rate'),
});

const span = z.object({ first: count, last: count }).nullable();
const weekdays = z.record(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), count);

/** `POST …/simulate`. */
export const simulationAnswer = z.object({
  sequence: z.object({ key: z.string(), name: z.string() }),
  enrollments: count,
  seed: count,
  intake: z.object({ from: z.iso.date(), to: z.iso.date() }),
  ended: z.object({ finished: count, exited: count, failed: count, active: count }),
  steps: z.array(
    recovery.extend({
      key: z.string(),
      name: z.string(),
      type: z.string(),
      position: count,
      day: z.number(),
      metric: z.string(),
      windowDays: z.number(),
      reached: count,
      sent: count,
      bounced: count,
      unsubscribed: count,
      when: z.object({
        days: z.object({ first: count, median: count, last: count }).nullable(),
        hours: span,
        weekdays,
      }),
      variants: z.array(recovery.extend({ key: z.string() })),
    }),
  ),
  covered: z.object({ steps: count, of: count }),
  plantedPeak: z.string().nullable(),
  peak: z.looseObject({ verdict: z.string(), sentence: z.string() }).describe('as GET …/peak answers'),
  peakDay: z.object({ value: count, low: count, high: count, probability: share }).nullable(),
  experiments: z.array(
    z
      .looseObject({ key: z.string(), step: z.string(), planted: z.array(share), verdict: z.string() })
      .describe('as GET …/results answers'),
  ),
  sentence: z.string(),
});
