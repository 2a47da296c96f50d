import { z } from 'zod';

const probability = z.number().min(0).max(1);
const delay = z.strictObject({ medianHours: z.number().positive(), sigma: z.number().positive() });

const stepTruth = z.strictObject({
  /** P(the step's outcome within its window), one number or one by variant. */
  outcome: z.union([probability, z.record(z.string(), probability)]).default(0),
  bounced: probability.default(0),
  unsubscribed: probability.default(0),
});

/**
 * What is true of a simulated audience: the numbers that read-outs must find again.
 * Outcome, bounce and unsubscribe compete: at most one of them happens for a touch.
 */
export const truthSchema = z.strictObject({
  sequence: z.string(),
  contacts: z.int().positive(),
  /** What the audience does: an event type, or `goal` for each step's own goal. */
  outcome: z.enum(['replied', 'converted', 'goal']),
  /** Whether outcomes name their touch (a thread) or only the contact. */
  names: z.enum(['touch', 'contact']),
  outcomeDelay: delay,
  /** P(the outcome happens on a given day without any touch), and for how many days after enrollment. */
  organic: z.strictObject({ perDay: probability, days: z.int().positive() }).optional(),
  opens: z.strictObject({ machine: probability, human: probability }),
  autoReply: probability.default(0),
  /** P(a task is done), and how long it takes. */
  tasks: z.strictObject({ done: probability, delay }).optional(),
  zones: z.array(z.string()).min(1),
  /** The hours of the day, UTC, at which contacts enter. */
  intakeHours: z.array(z.number().min(0).max(23.99)).min(1),
  companies: z.array(z.string()).min(1),
  firstNames: z.array(z.string()).min(1),
  product: z.string().optional(),
  steps: z.record(z.string(), stepTruth),
});

export type Truth = z.infer<typeof truthSchema>;
