import { z } from 'zod';
import { meets } from '../condition.ts';
import { type ContactDate, instantOf } from '../contact-date.ts';
import { contactDateFile, readContactDate } from '../file/contact-date-file.ts';
import { delayOf, keyField, outsideEventField, pauseField } from '../file/field.ts';
import { read, within } from '../file/reading.ts';
import type { Delay, StepBase } from '../sequence.ts';
import { defineStep, type Entry, type Link, type StepContext } from './step-type.ts';

/** It lasts `for` so long, or up to a date of the contact. */
export interface WaitStep extends StepBase {
  readonly type: 'wait';
  /** Null for a wait up to a date. */
  readonly for: Delay | null;
  /** What ends the wait early. With a step: also when that has happened before; without: only what happens from now on. */
  readonly until: { readonly event: string; readonly step: string | null } | null;
  /** Asked again whenever the contact changes; one that is over, or has gone by, holds nobody up. */
  readonly untilDate?: ContactDate;
  /** The step for those who have no such date; without it they fail here. */
  readonly else?: string;
}

const untilFile = z.strictObject({ event: outsideEventField, step: keyField.optional() });

export const wait = defineStep({
  type: 'wait',
  schema: z.strictObject({
    for: pauseField.optional(),
    until: untilFile.optional(),
    untilDate: contactDateFile.optional(),
    else: keyField.optional(),
  }),
  outward: false,
  mails: false,
  continues: true,

  parse({ raw, fields, report }, base): WaitStep | null {
    if (given(raw.untilDate)) {
      const untilDate = readContactDate(raw.untilDate, within(report, 'untilDate'));
      for (const key of ['for', 'until'] as const) {
        if (!given(raw[key])) continue;
        report([key], `A wait up to a date has no "${key}".`, 'Remove it, or remove "untilDate".');
        return null;
      }
      if (untilDate === null) return null;
      const { else: other } = fields;
      return { ...base, type: 'wait', for: null, until: null, untilDate, ...(other && { else: other }) };
    }
    if (given(raw.else)) report(['else'], '"else" is for a date that a contact may not have.', 'Remove it.');
    if (!given(raw.for)) report(['for'], '"for" is missing.', 'Add "for", such as "2d", or "untilDate".');
    const delay = delayOf(fields.for);
    if (!given(raw.until)) return delay === null ? null : { ...base, type: 'wait', for: delay, until: null };
    const { event, step = null } = read(untilFile, raw.until, within(report, 'until')).fields;
    if (delay === null || event === undefined) return null;
    return { ...base, type: 'wait', for: delay, until: { event, step } };
  },

  links({ raw }) {
    const { until } = raw;
    const other: Link[] =
      typeof raw.else === 'string' ? [{ path: ['else'], step: raw.else, follows: true }] : [];
    if (typeof until !== 'object' || until === null || !('step' in until) || typeof until.step !== 'string')
      return other;
    return [...other, { path: ['until', 'step'], step: until.step, follows: false }];
  },

  pauses: (step) => step.for !== null && (step.until === null || step.until.step === null),

  lasts: (step) => step.for,

  looksBack: (step) => step.until !== null,

  hangsOn: (step) => step.untilDate?.contact ?? null,

  readyAt(step, { contact }, since, zone) {
    if (step.untilDate === undefined) return since;
    return Math.max(since, instantOf(step.untilDate, contact, zone) ?? since);
  },

  enter(step, context) {
    return { variant: '', effect: { kind: 'none' }, ...pass(step, context) };
  },
});

function pass(
  step: WaitStep,
  { enrollment, now, zone, after }: StepContext,
): Pick<Entry, 'events' | 'onward'> {
  if (step.untilDate !== undefined) {
    if (instantOf(step.untilDate, enrollment.contact, zone) !== null)
      return { events: [], onward: { go: 'on' } };
    const { else: to, untilDate } = step;
    if (to !== undefined) {
      return { events: [{ type: 'branched', properties: { to } }], onward: { go: 'jump', to } };
    }
    return { events: [], onward: { go: 'fail', reason: `no-date:${untilDate.contact}` } };
  }
  const { until } = step;
  const over = until !== null && until.step !== null && meets({ ...until, within: null }, enrollment, now);
  const wakes = step.for === null ? now : after(step.for);
  return { events: [], onward: over ? { go: 'on' } : { go: 'sleep', until: wakes, wake: until } };
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}
