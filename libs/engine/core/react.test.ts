import { describe, expect, test } from '@jest/globals';
import { parseSequenceText } from './file/parse.ts';
import { type Arrival, react, type Sleeper, sightingKey } from './react.ts';
import type { Sequence } from './sequence.ts';

const DAY = 86_400_000;
const ENROLLED = Date.parse('2026-01-05T10:00Z');
const NOW = ENROLLED + 2 * DAY;

function sequenceOf(stopOn: string): Sequence {
  const parsed = parseSequenceText(`
key: demo
goal: converted:reorder
${stopOn}
steps:
  - { key: t, type: task, day: 0, channel: call, title: Call }
  - { key: a, type: email, after: 1d, subject: Hello, body: Hi }
  - { key: w, type: wait, for: 9d, until: { event: clicked, step: a } }
  - { key: b, type: email, day: 4, subject: Hello, body: Hi }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const sleeper = (changes: Partial<Sleeper>): Sleeper => ({
  contact: { timezone: null, attributes: {} },
  enrolledAt: ENROLLED,
  lastEmailAt: null,
  cursor: 1,
  wake: null,
  ...changes,
});

const event = (type: string, changes: Partial<Arrival> = {}): Arrival => ({
  type,
  name: '',
  machine: false,
  hard: false,
  step: 'a',
  visit: 2,
  occurredAt: NOW,
  ...changes,
});

const NOTHING = { ends: null, dueAt: null };

describe('what ends a sequence', () => {
  const sequence = sequenceOf('');

  test.each<[string, Partial<Arrival>, string | null]>([
    ['unsubscribed', {}, 'unsubscribed'],
    ['complained', {}, 'complained'],
    ['bounced', { hard: true }, 'bounced'],
    ['bounced', { hard: false }, null],
    ['converted', { name: 'reorder' }, 'converted:reorder'],
    ['converted', { name: 'review-submitted' }, null],
    ['replied', {}, null],
    ['auto-replied', {}, null],
  ])('%s %j: %s', (type, changes, ends) => {
    expect(react(sequence, sleeper({}), event(type, changes))).toEqual({ ends, dueAt: null });
  });

  test('only what the file lists, where it lists any', () => {
    const replies = sequenceOf('stopOn: [replied, opened, converted]');
    expect(react(replies, sleeper({}), event('unsubscribed'))).toEqual(NOTHING);
    expect(react(replies, sleeper({}), event('replied'))).toEqual({ ends: 'replied', dueAt: null });
    expect(react(replies, sleeper({}), event('auto-replied'))).toEqual(NOTHING);
    expect(react(replies, sleeper({}), event('converted', { name: 'x' }))).toEqual({
      ends: 'converted',
      dueAt: null,
    });
  });

  test('nothing that a machine did', () => {
    const opens = sequenceOf('stopOn: [opened]');
    expect(react(opens, sleeper({}), event('opened', { machine: true }))).toEqual(NOTHING);
    expect(react(opens, sleeper({}), event('opened'))).toEqual({ ends: 'opened', dueAt: null });
  });
});

describe('what wakes an enrollment', () => {
  const sequence = sequenceOf('');

  test('the end of the task it sleeps for, whichever way it ends', () => {
    const waits = sleeper({ wake: { task: 1 } });
    for (const type of ['task-completed', 'task-skipped']) {
      expect(react(sequence, waits, event(type, { visit: 1 }))).toEqual({ ends: null, dueAt: NOW + DAY });
      expect(react(sequence, waits, event(type, { visit: 3 }))).toEqual(NOTHING);
    }
    expect(react(sequence, waits, event('clicked', { visit: 1 }))).toEqual(NOTHING);
  });

  test('the last task: there and then', () => {
    const waits = sleeper({ cursor: 4, wake: { task: 1 } });
    expect(react(sequence, waits, event('task-completed', { visit: 1 }))).toEqual({ ends: null, dueAt: NOW });
  });

  test('the event that a wait waits for, at its step, but not before the day of what follows', () => {
    const waits = sleeper({ cursor: 3, wake: { event: 'clicked', step: 'a' } });
    expect(react(sequence, waits, event('clicked'))).toEqual({ ends: null, dueAt: ENROLLED + 4 * DAY });
    expect(react(sequence, waits, event('clicked', { step: 'x' }))).toEqual(NOTHING);
    expect(react(sequence, waits, event('clicked', { machine: true }))).toEqual(NOTHING);
    expect(react(sequence, waits, event('opened'))).toEqual(NOTHING);
    const anywhere = sleeper({ cursor: 3, wake: { event: 'clicked', step: null } });
    expect(react(sequence, anywhere, event('clicked', { step: '', occurredAt: NOW + 5 * DAY }))).toEqual({
      ends: null,
      dueAt: NOW + 5 * DAY,
    });
  });

  test('nothing wakes one that sleeps for nothing', () => {
    expect(react(sequence, sleeper({}), event('task-completed', { visit: 1 }))).toEqual(NOTHING);
  });
});

test('what is seen is kept by its kind, and a machine sees nothing', () => {
  expect(sightingKey(event('opened'))).toBe('opened');
  expect(sightingKey(event('converted', { name: 'reorder' }))).toBe('converted:reorder');
  expect(sightingKey(event('opened', { machine: true }))).toBeNull();
});

test('a soft bounce ends neither a sequence nor a wait', () => {
  const sequence = sequenceOf('stopOn: [bounced]');
  const waiting = sleeper({ cursor: 3, wake: { event: 'bounced', step: null } });
  expect(react(sequence, waiting, event('bounced', { hard: false }))).toEqual({ ends: null, dueAt: null });
  expect(react(sequence, waiting, event('bounced', { hard: true })).ends).toBe('bounced');
});

test('the outcome of a task can end a sequence, and a wait', () => {
  const connected = event('task-completed', { name: 'not-interested', step: 't', visit: 1 });
  expect(react(sequenceOf('stopOn: [task-completed:not-interested]'), sleeper({}), connected).ends).toBe(
    'task-completed:not-interested',
  );
  expect(react(sequenceOf('stopOn: [task-completed:connected]'), sleeper({}), connected).ends).toBeNull();
  const waiting = sleeper({ cursor: 3, wake: { event: 'task-completed:not-interested', step: 't' } });
  expect(react(sequenceOf('stopOn: []'), waiting, connected).dueAt).not.toBeNull();
});

test('what has been seen is told apart by name, by outcome and by hardness', () => {
  expect(sightingKey(event('task-completed', { name: 'connected' }))).toBe('task-completed:connected');
  expect(sightingKey(event('task-completed'))).toBe('task-completed');
  expect(sightingKey(event('bounced', { hard: false }))).toBe('bounced:soft');
  expect(sightingKey(event('bounced', { hard: true }))).toBe('bounced');
  expect(sightingKey(event('opened', { name: 'x' }))).toBe('opened');
});
