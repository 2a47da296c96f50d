import { z } from 'zod';
import { zoneField } from '../file/field.ts';

const probability = z.number().min(0).max(1);

export const delayTruth = z.strictObject({
  medianHours: z
    .number()
    .positive()
    .max(10_000)
    .meta({ examples: [18] }),
  sigma: z
    .number()
    .positive()
    .max(5)
    .meta({ examples: [1.2] }),
});

export const stepTruth = z.strictObject({
  /** P(the step's outcome within its window), one number or one by variant. */
  outcome: z.union([probability, z.record(z.string(), probability)]).default(0),
  bounced: probability.default(0),
  unsubscribed: probability.default(0),
});

/** P(the outcome happens on a given day without any touch), and for how many days after enrollment. */
export const organicTruth = z.strictObject({ perDay: probability, days: z.int().positive().max(3_650) });
export const opensTruth = z.strictObject({ machine: probability, human: probability });
/** P(a task is done), and how long it takes. */
export const taskTruth = z.strictObject({ done: probability, delay: delayTruth });

const names = z
  .array(z.string().min(1).max(100))
  .min(1)
  .max(1_000)
  .meta({ examples: [['Ada', 'Bruno']] });

/**
 * What is true of a simulated audience: the numbers that read-outs must find again.
 * Outcome, bounce and unsubscribe compete: at most one of them happens for a touch.
 */
export const truthSchema = z.strictObject({
  sequence: z.string(),
  contacts: z.int().positive().max(1_000_000).default(1_000),
  /** What the audience does: an event type, or `goal` for each step's own goal. */
  outcome: z.enum(['replied', 'converted', 'goal']).default('goal'),
  /** Whether outcomes name their touch (a thread) or only the contact. */
  names: z.enum(['touch', 'contact']).default('touch'),
  outcomeDelay: delayTruth.default({ medianHours: 18, sigma: 1.2 }),
  organic: organicTruth.optional(),
  opens: opensTruth.default({ machine: 0.4, human: 0.3 }),
  autoReply: probability.default(0),
  tasks: taskTruth.optional(),
  zones: z.array(zoneField).min(1).max(1_000).default(['UTC']),
  /** The hours of the day, UTC, at which contacts enter. */
  intakeHours: z.array(z.number().min(0).max(23.99)).min(1).max(1_000).default([9, 15]),
  companies: names.default(['Acme', 'Northwind', 'Kestrel']),
  firstNames: names.default(['Ada', 'Bruno', 'Chidi']),
  product: z.string().optional(),
  steps: z.record(z.string(), stepTruth),
});

export type Truth = z.infer<typeof truthSchema>;
