import { describe, expect, test } from '@jest/globals';
import { parseSequence } from '../file/parse.ts';
import { stepTypes } from '../steps/index.ts';
import { dueAfterMove, type Mover } from './due-after-move.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ENROLLED = Date.parse('2026-01-05T10:00Z');

function due(due: Record<string, unknown>, mover: Partial<Mover>, cursor = 0) {
  const parsed = parseSequence({
    ...{ key: 'demo', goal: 'replied', schedule: { from: '08:00', to: '18:00' } },
    steps: [{ key: 'a', type: 'email', subject: 'Hello', body: 'Hi', ...due }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const standing: Mover = {
    ...{ contact: { timezone: 'UTC', attributes: {} }, enrolledAt: ENROLLED, lastEmailAt: null },
    ...{ dueAt: ENROLLED + 9 * DAY, wake: null, last: null },
    ...mover,
  };
  return dueAfterMove(parsed.sequence, cursor, standing, stepTypes);
}

const last = { visit: 2, doneAt: ENROLLED + DAY, taskOpen: false, waits: false };

describe('in the version it goes on in, an enrollment', () => {
  test('is due as if that version had held all along', () => {
    expect(due({ day: 3 }, { last })).toEqual({ dueAt: ENROLLED + 3 * DAY, wake: null });
    expect(due({ after: '2d' }, { last })).toEqual({ dueAt: ENROLLED + 3 * DAY, wake: null });
    expect(due({ after: '2d' }, {})).toEqual({ dueAt: ENROLLED + 2 * DAY, wake: null });
    expect(due({ day: 0, at: '09:00' }, {})).toEqual({ dueAt: ENROLLED + 23 * HOUR, wake: null });
    expect(due({ day: 1 }, { last, lastEmailAt: ENROLLED + DAY })).toEqual({
      dueAt: ENROLLED + 2 * DAY,
      wake: null,
    });
  });

  test('waits for its open task, unless the next step has a day', () => {
    const open = { ...last, taskOpen: true };
    expect(due({ after: '2d' }, { last: open, dueAt: null, wake: { task: 2 } })).toEqual({
      dueAt: null,
      wake: { task: 2 },
    });
    expect(due({ after: '2d' }, { last: open })).toEqual({ dueAt: null, wake: { task: 2 } });
    expect(due({ day: 3 }, { last: open, dueAt: null, wake: { task: 2 } })).toEqual({
      dueAt: ENROLLED + 3 * DAY,
      wake: null,
    });
    expect(due({ day: 3 }, { last: open, dueAt: null, wake: { task: 2 } }, 1)).toEqual({
      dueAt: null,
      wake: { task: 2 },
    });
  });

  test('sees a wait that has begun to its end, then keeps the hours of its new step', () => {
    const waits = { ...last, waits: true };
    const wake = { event: 'clicked', step: null };
    const night = ENROLLED + 4 * DAY + 10 * HOUR;
    expect(due({ after: '2d' }, { last: waits, dueAt: night, wake })).toEqual({
      dueAt: night + 12 * HOUR,
      wake,
    });
    expect(due({ after: '2d' }, { last: waits, dueAt: night }, 1)).toEqual({ dueAt: night, wake: null });
  });

  test('waits for the mail that is on its way out', () => {
    expect(due({ day: 3 }, { last, dueAt: null, wake: { mail: 2 } })).toEqual({
      dueAt: null,
      wake: { mail: 2 },
    });
  });

  test('is done at once where all steps are behind it', () => {
    expect(due({ day: 3 }, { last }, 1)).toEqual({ dueAt: ENROLLED + DAY, wake: null });
  });

  test('asks anew for a date of its contact', () => {
    expect(due({ day: 3 }, { last, wake: { contact: 'trialEndsAt' } })).toEqual({
      dueAt: ENROLLED + 3 * DAY,
      wake: null,
    });
  });
});
