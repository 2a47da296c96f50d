import { z } from 'zod';
import { stepTypes } from '../steps/index.ts';
import type { AnyStepType } from '../steps/step-type.ts';
import {
  dayField,
  delayField,
  gapField,
  goalField,
  keyField,
  nameField,
  outsideEventField,
  purposeField,
  spanField,
} from './field.ts';
import { mailFields } from './mail-file.ts';
import { rulesFile } from './rules-file.ts';
import { scheduleFile } from './schedule-file.ts';
import { slotFields } from './slot-file.ts';

export const MOST_STEPS = 100;

export const exploreFile = z.strictObject({
  skip: z
    .number()
    .gt(0)
    .lt(1)
    .meta({ examples: [0.1] })
    .optional(),
  order: z.enum(['williams']).optional(),
});

/** The fields of every step, whatever its type. */
export const stepFile = z.strictObject({
  key: keyField,
  name: nameField.optional(),
  purpose: purposeField.optional(),
  goal: goalField.optional(),
  window: spanField.optional(),
  day: dayField.optional(),
  after: delayField.optional(),
  ...slotFields,
});

/** A step of one type as it stands in a file. */
export function stepFileSchema({ type, schema }: Pick<AnyStepType, 'type' | 'schema'>): z.ZodObject {
  return z.strictObject({ type: z.literal(type), ...stepFile.shape, ...schema.shape });
}

const [firstType, ...otherTypes] = Object.values(stepTypes).map(stepFileSchema);

/** A sequence file, YAML or JSON, as the API and OpenAPI show it. `parseSequence` says more about what is wrong. */
export const sequenceFileSchema = z.strictObject({
  key: keyField,
  name: nameField.optional(),
  goal: goalField,
  schedule: scheduleFile.optional(),
  stopOn: z.array(outsideEventField).max(100).optional(),
  reentry: z.enum(['never', 'after-exit', 'always']).optional(),
  minGap: gapField.optional(),
  explore: exploreFile.optional(),
  ...mailFields,
  ...rulesFile.shape,
  steps: z
    .array(z.union(firstType === undefined ? [] : [firstType, ...otherTypes]))
    .min(1)
    .max(MOST_STEPS),
});
