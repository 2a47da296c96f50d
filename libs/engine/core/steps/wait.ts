import { z } from 'zod';
import { meets } from '../condition.ts';
import { delayOf, keyField, outsideEventField, pauseField } from '../file/field.ts';
import { read, within } from '../file/reading.ts';
import type { Delay, StepBase } from '../sequence.ts';
import { defineStep } from './step-type.ts';

export interface WaitStep extends StepBase {
  readonly type: 'wait';
  readonly for: Delay;
  /** What ends the wait early. With a step: also when that has happened before; without: only what happens from now on. */
  readonly until: { readonly event: string; readonly step: string | null } | null;
}

const untilFile = z.strictObject({ event: outsideEventField, step: keyField.optional() });

export const wait = defineStep({
  type: 'wait',
  schema: z.strictObject({ for: pauseField, until: untilFile.optional() }),
  outward: false,
  mails: false,
  continues: true,

  parse({ raw, fields, report }, base): WaitStep | null {
    const delay = delayOf(fields.for);
    if (raw.until === undefined || raw.until === null) {
      return delay === null ? null : { ...base, type: 'wait', for: delay, until: null };
    }
    const { event, step = null } = read(untilFile, raw.until, within(report, 'until')).fields;
    if (delay === null || event === undefined) return null;
    return { ...base, type: 'wait', for: delay, until: { event, step } };
  },

  links({ raw }) {
    const { until } = raw;
    if (typeof until !== 'object' || until === null || !('step' in until) || typeof until.step !== 'string')
      return [];
    return [{ path: ['until', 'step'], step: until.step, follows: false }];
  },

  pauses: (step) => step.until === null || step.until.step === null,

  lasts: (step) => step.for,

  looksBack: (step) => step.until !== null,

  enter(step, { enrollment, now, after }) {
    const { until } = step;
    const over = until !== null && until.step !== null && meets({ ...until, within: null }, enrollment, now);
    return {
      variant: '',
      effect: { kind: 'none' },
      events: [],
      onward: over ? { go: 'on' } : { go: 'sleep', until: after(step.for), wake: until },
    };
  },
});
