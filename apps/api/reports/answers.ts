import { z } from 'zod';

const share = z.number().nullable();
const count = z.int();
const key = z.string();

const rate = z.object({
  value: share,
  low: share,
  high: share,
  level: z.number(),
  method: z.string(),
  successes: count,
  trials: count,
  denominator: z.string(),
});

const head = z.object({
  asOf: z.iso.datetime(),
  completeness: z.object({ pending: count, deadLetters: count, gaps: count, mismatches: count }),
  unit: z.enum(['enrollment', 'touch', 'event']),
  attribution: z.enum(['all', 'direct']).describe('which events were counted, as asked for'),
});

const sequence = z.object({ key, name: z.string(), version: count });

const reading = z.object({
  reached: count,
  sent: count,
  delivered: count.nullable().describe('null where nothing reports deliveries'),
  opened: count,
  openedByMachine: count,
  clicked: count,
  replied: count,
  autoReplied: count,
  converted: count,
  unsubscribed: count,
  complained: count,
  bounced: count,
  skipped: count,
  heldOut: count,
  rate,
  mature: z.object({ trials: count, immature: count }),
});

const place = z.object({ key, name: z.string(), position: count, day: z.number().nullable() });

/** `GET …/steps`. */
export const stepsAnswer = head.extend({
  sequence,
  metric: z.string().nullable().describe('null where the steps are read against different goals'),
  steps: z.array(
    reading.extend({
      key,
      position: count,
      day: z.number(),
      type: z.string(),
      name: z.string(),
      purpose: z.string().nullable(),
      goal: z.string(),
      metric: z.string(),
      windowDays: z.number(),
      waiting: count,
      variants: z.array(reading.extend({ key, subject: z.string() })),
    }),
  ),
});

/** `GET …/peak`. */
export const peakAnswer = head.extend({
  sequence,
  metric: z.string(),
  estimand: z.enum(['hazard', 'share', 'lift']),
  verdict: z.enum(['peak', 'no-clear-peak', 'not-enough-data']),
  reason: z.string().nullable(),
  warnings: z.array(z.string()),
  step: place.nullable(),
  probability: share,
  day: z
    .object({ value: z.number(), low: z.number(), high: z.number(), probability: z.number() })
    .nullable()
    .describe('whole days from the enrollment to the outcome'),
  ranking: z.array(place.extend({ rate, probability: share, shortfall: share })),
  credibleSet: z.array(key),
  shortfall: share,
  identification: z.enum(['descriptive', 'model', 'randomized']),
  needed: z.record(z.string(), z.number()).nullable(),
  sentence: z.string(),
});

const alwaysValid = z.object({
  scale: z.enum(['lift', 'difference']),
  low: share,
  high: share,
  pValue: z.number(),
  level: z.number(),
  empty: z.boolean(),
});

/** `GET /v1/experiments/{key}/results`. */
export const resultsAnswer = head.extend({
  key,
  sequence: key,
  step: key,
  state: z.enum(['running', 'stopped']),
  metric: z.string(),
  horizonDays: z.number(),
  versions: z.array(count),
  verdict: z.enum(['winner', 'practically-equal', 'not-enough-data', 'unhealthy']),
  reason: z.string().nullable(),
  winner: key.nullable(),
  arms: z.array(
    z.object({
      key,
      assigned: count,
      exposed: count,
      successes: count,
      trials: count,
      rate,
      chanceToBeBest: z.number(),
      expectedLoss: z.number(),
    }),
  ),
  comparisons: z.array(
    z.object({
      arm: key,
      against: key,
      difference: share,
      lift: share,
      low: share,
      high: share,
      pValue: share,
      adjustedP: share,
      alwaysValid,
    }),
  ),
  guardrails: z.array(
    z.object({
      metric: z.string(),
      limit: z.number(),
      verdict: z.enum(['ok', 'breached']),
      arms: z.array(
        z.object({
          key,
          events: count,
          units: count,
          rate,
          lowerBound: z.number(),
          verdict: z.enum(['ok', 'breached']),
        }),
      ),
    }),
  ),
  sampleRatio: z.object({ pValue: z.number(), sequentialP: z.number(), healthy: z.boolean() }),
  remaining: z.object({ units: z.number(), days: z.number() }).nullable(),
  sentence: z.string(),
});
