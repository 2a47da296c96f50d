import { z } from 'zod';
import { asksEvents, type Condition, meets, settledAt } from '../condition.ts';
import { conditionFile, linksOfCondition, readCondition } from '../file/condition-file.ts';
import { keyField } from '../file/field.ts';
import { within } from '../file/reading.ts';
import type { StepBase } from '../sequence.ts';
import { defineStep, type Link } from './step-type.ts';

export interface BranchStep extends StepBase {
  readonly type: 'branch';
  readonly if: Condition;
  /** Keys of the steps to go to. */
  readonly then: string;
  readonly else: string;
}

export const branch = defineStep({
  type: 'branch',
  // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
  schema: z.strictObject({ if: conditionFile, then: keyField, else: keyField }),
  outward: false,
  mails: false,
  continues: false,

  parse({ raw, fields, report }, base): BranchStep | null {
    const condition =
      raw.if === undefined || raw.if === null ? null : readCondition(raw.if, within(report, 'if'));
    const { then: hit, else: miss } = fields;
    if (condition === null || hit === undefined || miss === undefined) return null;
    // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
    return { ...base, type: 'branch', if: condition, then: hit, else: miss };
  },

  links({ raw }) {
    const ways = ['then', 'else'].flatMap((way): Link[] => {
      const step = raw[way];
      return typeof step === 'string' ? [{ path: [way], step, follows: true }] : [];
    });
    return [...ways, ...linksOfCondition(raw.if, ['if'])];
  },

  looksBack: ({ if: condition }) => asksEvents(condition),

  // "opened within 3 days" has no answer before the 3 days are over, unless it has been opened.
  readyAt: (step, enrollment, since) => settledAt(step.if, enrollment, since),

  enter(step, { enrollment, now }) {
    const to = meets(step.if, enrollment, now) ? step.then : step.else;
    return {
      variant: '',
      effect: { kind: 'none' },
      events: [{ type: 'branched', properties: { to } }],
      onward: { go: 'jump', to },
    };
  },
});
