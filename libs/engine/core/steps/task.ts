import { z } from 'zod';
import { delayOf, pauseField } from '../file/field.ts';
import { within } from '../file/reading.ts';
import { reportTemplate } from '../file/template-field.ts';
import type { Delay, StepBase } from '../sequence.ts';
import { compileSubject } from '../template/template.ts';
import { defineStep } from './step-type.ts';

const CHANNELS = ['call', 'linkedin', 'sms', 'mail', 'custom'] as const;

export interface TaskStep extends StepBase {
  readonly type: 'task';
  readonly channel: (typeof CHANNELS)[number];
  /** A template, as a subject is. */
  readonly title: string;
  readonly autoSkipAfter: Delay | null;
}

export const task = defineStep({
  type: 'task',
  schema: z.strictObject({
    channel: z.enum(CHANNELS).meta({ examples: ['call'] }),
    title: z
      .string()
      .max(1_000)
      .meta({ examples: ['Call {{firstName}}'] }),
    autoSkipAfter: pauseField.optional(),
  }),
  outward: true,
  mails: false,
  continues: true,

  parse({ fields, report }, base): TaskStep | null {
    const { channel, title, autoSkipAfter } = fields;
    reportTemplate(title, compileSubject, within(report, 'title'));
    if (channel === undefined || title === undefined) return null;
    return { ...base, type: 'task', channel, title, autoSkipAfter: delayOf(autoSkipAfter) };
  },

  enter(step, { after }) {
    const autoSkipAt = step.autoSkipAfter === null ? null : after(step.autoSkipAfter);
    return {
      variant: '',
      effect: { kind: 'task', channel: step.channel, title: step.title, autoSkipAt },
      events: [{ type: 'task-opened' }],
      onward: { go: 'hand-over' },
    };
  },
});
