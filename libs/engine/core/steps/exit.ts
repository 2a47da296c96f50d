import { z } from 'zod';
import { keyField } from '../file/field.ts';
import type { StepBase } from '../sequence.ts';
import { defineStep } from './step-type.ts';

export interface ExitStep extends StepBase {
  readonly type: 'exit';
  /** The sequence to go on in, or null: the end. */
  readonly to: string | null;
  readonly reason: string | null;
}

export const exit = defineStep({
  type: 'exit',
  schema: z.strictObject({
    to: keyField.optional(),
    reason: z
      .string()
      .min(1)
      .max(200)
      .meta({ examples: ['not interested'] })
      .optional(),
  }),
  outward: false,
  mails: false,
  continues: false,

  parse({ fields }, base): ExitStep {
    return { ...base, type: 'exit', to: fields.to ?? null, reason: fields.reason ?? null };
  },

  enter(step) {
    const reason = step.reason ?? step.key;
    return {
      variant: '',
      effect: { kind: 'none' },
      events: [{ type: 'exited', properties: { reason, to: step.to } }],
      onward: { go: 'leave', reason, moveTo: step.to },
    };
  },
});
