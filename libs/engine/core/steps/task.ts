import { z } from 'zod';
import type { Enrollment } from '../enrollment.ts';
import { type Assignee, assigneeFile, LONGEST_ASSIGNEE, readAssignee } from '../file/assignee-file.ts';
import { delayOf, keyField, pauseField } from '../file/field.ts';
import { within } from '../file/reading.ts';
import { reportTemplate } from '../file/template-field.ts';
import type { Delay, StepBase } from '../sequence.ts';
import { compileSubject } from '../template/template.ts';
import { defineStep } from './step-type.ts';

const CHANNELS = ['call', 'linkedin', 'sms', 'mail', 'custom'] as const;
const MOST_OUTCOMES = 50;

export interface TaskStep extends StepBase {
  readonly type: 'task';
  readonly channel: (typeof CHANNELS)[number];
  /** A template, as a subject is. */
  readonly title: string;
  readonly autoSkipAfter: Delay | null;
  /** Who does it; without one, nobody in particular. */
  readonly assignee?: Assignee;
  /** How long after it is opened it is to be done. */
  readonly dueIn?: Delay;
  /** What it can come to; without a list, anything. */
  readonly outcomes?: readonly string[];
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
    assignee: assigneeFile.optional(),
    dueIn: pauseField.optional(),
    outcomes: z
      .array(keyField)
      .min(1)
      .max(MOST_OUTCOMES)
      .meta({ examples: [['connected', 'voicemail']] })
      .optional(),
  }),
  outward: true,
  mails: false,
  continues: true,

  parse({ raw, fields, report }, base): TaskStep | null {
    const { channel, title, autoSkipAfter, outcomes } = fields;
    reportTemplate(title, compileSubject, within(report, 'title'));
    const unassigned = raw.assignee === undefined || raw.assignee === null;
    const assignee = unassigned ? undefined : readAssignee(raw.assignee, within(report, 'assignee'));
    const dueIn = delayOf(fields.dueIn);
    if (channel === undefined || title === undefined || assignee === null) return null;
    return {
      ...base,
      type: 'task',
      channel,
      title,
      autoSkipAfter: delayOf(autoSkipAfter),
      // What a file leaves out is left out here, too: a version published before is the same as one of today.
      ...(assignee !== undefined && { assignee }),
      ...(dueIn !== null && { dueIn }),
      ...(outcomes !== undefined && { outcomes: [...new Set(outcomes)] }),
    };
  },

  parts({ raw }, of) {
    if (of !== 'outcome') return [];
    return Array.isArray(raw.outcomes) ? raw.outcomes.filter((each) => typeof each === 'string') : null;
  },

  enter(step, { enrollment, after }) {
    return {
      variant: '',
      effect: {
        kind: 'task',
        channel: step.channel,
        title: step.title,
        assignee: assigneeOf(step, enrollment),
        dueAt: step.dueIn === undefined ? null : after(step.dueIn),
        autoSkipAt: step.autoSkipAfter === null ? null : after(step.autoSkipAfter),
      },
      events: [{ type: 'task-opened' }],
      onward: { go: 'hand-over' },
    };
  },
});

/** Those of a list take turns by the number of the enrollment, so that one person has all tasks of one enrollment. */
function assigneeOf({ assignee }: TaskStep, { no, contact }: Enrollment): string | null {
  if (assignee === undefined) return null;
  if ('turns' in assignee) return assignee.turns[no % assignee.turns.length] ?? null;
  const named = Object.hasOwn(contact.attributes, assignee.contact)
    ? contact.attributes[assignee.contact]
    : undefined;
  return typeof named === 'string' && named !== '' && named.length <= LONGEST_ASSIGNEE
    ? named
    : assignee.else;
}
