import { z } from 'zod';
import { EVENT_TYPES } from '#engine';
import { versionNumber } from '../versions/version-shapes.ts';

/** An event type, or one conversion by its name. */
const metric = z
  .string()
  .refine((text) => Object.hasOwn(EVENT_TYPES, text) || /^converted:[a-z0-9]+(-[a-z0-9]+)*$/.test(text), {
    error: 'is neither an event type nor converted:NAME',
    params: { fix: 'Write an event type such as replied, or a named conversion such as converted:reorder.' },
  })
  .describe('an event type, or converted:NAME');

const version = versionNumber.optional().describe('the latest where none is named');

const attribution = z
  .enum(['all', 'direct'])
  .optional()
  .describe('direct leaves out the events that are of their touch by guess alone; all where nothing is said');

const day = z.iso.date().optional();

/** What `GET …/steps` can be asked. */
export const stepsQuery = z
  .strictObject({
    metric: metric.optional(),
    denominator: z.enum(['reached', 'sent', 'delivered']).optional(),
    from: day.describe('first day of the touch, UTC'),
    to: day.describe('day of the touch before which to stop, UTC'),
    version,
    by: z.enum(['variant']).optional(),
    attribution,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ['to'],
    error: 'is not after from, so no day is left',
    params: { fix: 'Name a later day; to is exclusive.' },
  });

/** What `GET …/peak` can be asked. */
export const peakQuery = z.strictObject({
  metric: metric.optional(),
  estimand: z.enum(['hazard', 'share', 'lift']).optional(),
  version,
  attribution,
});

/** What `GET /v1/experiments/{key}/results` can be asked. */
export const resultsQuery = z.strictObject({ attribution });
