import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { parseSequence } from '../file/parse.ts';
import type { StepBase } from '../sequence.ts';
import { newEnrollment, simulate } from '../simulate.ts';
import { stepTypes } from './index.ts';
import { defineStep } from './step-type.ts';

interface FaxStep extends StepBase {
  readonly type: 'fax';
  readonly number: string;
}

const fax = defineStep({
  type: 'fax',
  schema: z.strictObject({ number: z.string() }),
  outward: true,
  mails: false,
  continues: true,
  parse({ fields }, base): FaxStep | null {
    return fields.number === undefined ? null : { ...base, type: 'fax', number: fields.number };
  },
  enter(step) {
    return {
      variant: '',
      effect: {
        kind: 'task',
        channel: 'custom',
        title: `Fax to ${step.number}`,
        assignee: null,
        dueAt: null,
        autoSkipAt: null,
      },
      events: [{ type: 'task-opened' }],
      onward: { go: 'on' },
    };
  },
});

describe('a step type defined in a test', () => {
  const types = { ...stepTypes, fax };
  const file = (step: Record<string, unknown>) => ({
    key: 'demo',
    goal: 'replied',
    schedule: { timezone: 'UTC', days: ['mon'], from: '09:00' },
    steps: [
      { key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hi' },
      { key: 'paper', type: 'fax', ...step },
    ],
  });

  test('runs end to end, on the calendar', () => {
    const parsed = parseSequence(file({ day: 1, number: '030 123' }), types);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const contact = { id: 'c-1', email: null, timezone: null, attributes: {} };
    const start = newEnrollment({ id: 'e-1', contact, enrolledAt: Date.parse('2026-01-05T10:00Z') });
    const run = simulate(parsed.sequence, start, [], types);
    expect(run.ended).toBe('finished');
    expect(run.moments.at(-1)).toMatchObject({
      at: Date.parse('2026-01-12T09:00Z'),
      decision: {
        visit: { step: 'paper', effect: { title: 'Fax to 030 123' } },
        next: { state: 'finished' },
      },
    });
  });

  test('has its own fields checked, with those of every step', () => {
    const parsed = parseSequence(file({ numbr: '1', purpose: 'Two Words' }), types);
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual([
      'steps[1].purpose',
      'steps[1].numbr',
      'steps[1].number',
      'steps[1]',
    ]);
  });

  test('is unknown to those who do not enter it', () => {
    const parsed = parseSequence(file({ day: 1, number: '1' }));
    expect(parsed.ok ? [] : parsed.problems.map(({ reason }) => reason)).toEqual([
      '"fax" is not a type of step.',
    ]);
  });
});

test('every type is entered under its own name', () => {
  expect(Object.entries(stepTypes).map(([name, { type }]) => name === type)).not.toContain(false);
});
