import { describe, expect, test } from '@jest/globals';
import { type Circumstance, type Condition, type CountOperator, meets, settledAt } from './condition.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;

function circumstance(
  changes: Partial<Circumstance> & { attributes?: Record<string, unknown> } = {},
): Circumstance {
  const { attributes = {}, ...rest } = changes;
  return {
    contact: { id: 'c-1', email: 'ada@example.org', timezone: null, attributes },
    seen: {},
    sentAt: {},
    arms: {},
    ...rest,
  };
}

const opened: Condition = { event: 'opened', step: 'intro', within: 3 * DAY };
const once = (at: number) => ({ first: at, last: at, count: 1, times: [at] });

test('an event counts within its span from when the step was sent', () => {
  const sent = { sentAt: { intro: NOW - 5 * DAY } };
  const seen = (at: number) => ({ ...sent, seen: { intro: { opened: once(at) } } });
  expect(meets(opened, circumstance(seen(NOW - 2 * DAY)), NOW)).toBe(true);
  expect(meets(opened, circumstance(seen(NOW - 2 * DAY + 1)), NOW)).toBe(false);
  expect(meets(opened, circumstance(sent), NOW)).toBe(false);
  expect(meets({ ...opened, within: null }, circumstance(seen(NOW)), NOW)).toBe(true);
});

test('an event before the step was sent again does not count for the new time', () => {
  const again = { sentAt: { intro: NOW - DAY }, seen: { intro: { opened: once(NOW - 20 * DAY) } } };
  expect(meets(opened, circumstance(again), NOW)).toBe(false);
});

test('without a step, an event at any step counts, within a span back from now', () => {
  const clicked: Condition = { event: 'clicked', step: null, within: DAY };
  const at = (instant: number) => circumstance({ seen: { '': { clicked: once(instant) } } });
  expect(meets(clicked, at(NOW - DAY), NOW)).toBe(true);
  expect(meets(clicked, at(NOW - DAY - 1), NOW)).toBe(false);
});

test('"converted" finds named conversions, and a name only its own', () => {
  const bought = circumstance({ seen: { intro: { 'converted:reorder': once(NOW) } } });
  const converted = (event: string): Condition => ({ event, step: 'intro', within: null });
  expect(meets(converted('converted'), bought, NOW)).toBe(true);
  expect(meets(converted('converted:reorder'), bought, NOW)).toBe(true);
  expect(meets(converted('converted:review'), bought, NOW)).toBe(false);
});

test('machine opens satisfy nothing', () => {
  const machine = circumstance({ sentAt: { intro: NOW }, seen: { intro: { 'opened:machine': once(NOW) } } });
  expect(meets(opened, machine, NOW)).toBe(false);
});

test.each<[string, unknown, unknown, boolean]>([
  ['eq', 'trial', 'trial', true],
  ['eq', '5', 5, false],
  ['ne', undefined, 'trial', true],
  ['in', 'b', ['a', 'b'], true],
  ['in', 'c', ['a', 'b'], false],
  ['gt', 5, 4, true],
  ['gt', 4, 4, false],
  ['gte', 4, 4, true],
  ['lt', '2026-01-01', '2026-02-01', true],
  ['lte', 4, 4, true],
  ['gt', '5', 4, false],
  ['gt', undefined, 4, false],
  ['exists', undefined, false, true],
  ['exists', null, true, false],
  ['exists', '', true, true],
  ['contains', 'enterprise', 'prise', true],
  ['contains', ['a', 'b'], 'b', true],
  ['contains', 7, 'b', false],
])('a contact compares by %s: %j with %j is %j', (op, actual, value, expected) => {
  const condition = { contact: 'plan', op, value } as Condition;
  expect(
    meets(condition, circumstance({ attributes: actual === undefined ? {} : { plan: actual } }), NOW),
  ).toBe(expected);
});

test('what every object inherits is no attribute', () => {
  for (const field of ['constructor', '__proto__', 'toString']) {
    expect(meets({ contact: field, op: 'exists', value: true }, circumstance(), NOW)).toBe(false);
  }
  expect(meets({ contact: 'email', op: 'contains', value: '@' }, circumstance(), NOW)).toBe(true);
});

test('a step may be called as what every object inherits', () => {
  const asked: Condition = { event: 'opened', step: 'constructor', within: DAY };
  expect(meets(asked, circumstance(), NOW)).toBe(false);
  expect(settledAt(asked, circumstance(), NOW)).toBe(NOW);
});

const yes: Condition = { contact: 'id', op: 'eq', value: 'c-1' };
const no: Condition = { not: yes };

test('conditions combine', () => {
  expect(meets({ any: [no, yes] }, circumstance(), NOW)).toBe(true);
  expect(meets({ any: [no, no] }, circumstance(), NOW)).toBe(false);
  expect(meets({ all: [yes, yes] }, circumstance(), NOW)).toBe(true);
  expect(meets({ all: [yes, no] }, circumstance(), NOW)).toBe(false);
});

test('a question with a running span settles when the span is over, or when it is answered', () => {
  const sentAt = { intro: NOW - DAY };
  const waiting = circumstance({ sentAt });
  const seen = circumstance({ sentAt, seen: { intro: { opened: once(NOW) } } });
  const over = NOW + 2 * DAY;
  expect(settledAt(opened, waiting, NOW)).toBe(over);
  expect(settledAt({ not: opened }, waiting, NOW)).toBe(over);
  expect(settledAt(opened, waiting, over + 1)).toBe(over + 1);
  expect(settledAt(opened, seen, NOW)).toBe(NOW);
  expect(settledAt(opened, circumstance(), NOW)).toBe(NOW);
  expect(settledAt({ any: [opened, yes] }, waiting, NOW)).toBe(NOW);
  expect(settledAt({ any: [opened, no] }, waiting, NOW)).toBe(over);
  expect(settledAt({ all: [opened, no] }, waiting, NOW)).toBe(NOW);
  expect(settledAt({ all: [opened, yes] }, waiting, NOW)).toBe(over);
});

const timesOf = (...times: number[]) => ({
  first: Math.min(...times),
  last: Math.max(...times),
  count: times.length,
  times,
});

describe('a count', () => {
  const sent = { sentAt: { intro: NOW - 5 * DAY } };
  const span = { start: NOW - 5 * DAY, end: NOW - 2 * DAY };
  const openedAt = (...times: number[]) =>
    circumstance({ ...sent, seen: { intro: { opened: timesOf(...times) } } });
  const counted = (op: CountOperator, value: number): Condition => ({ ...opened, count: { op, value } });

  test('counts what lies inside the span, both ends included, and nothing before or after it', () => {
    const three = openedAt(span.start - 1, span.start, span.end, span.end + 1);
    expect(meets(counted('eq', 2), three, NOW)).toBe(true);
    expect(meets(counted('gte', 2), three, NOW)).toBe(true);
    expect(meets(counted('gt', 2), three, NOW)).toBe(false);
    expect(meets(counted('lt', 3), three, NOW)).toBe(true);
    expect(meets(counted('lte', 1), three, NOW)).toBe(false);
    expect(meets(counted('eq', 0), circumstance(sent), NOW)).toBe(true);
  });

  test('without a span counts everything, at one step or at all of them', () => {
    const seen = { intro: { opened: timesOf(1, 2) }, 'case-study': { opened: timesOf(3) } };
    const count = { op: 'gte', value: 3 } as const;
    expect(meets({ event: 'opened', step: null, within: null, count }, circumstance({ seen }), NOW)).toBe(
      true,
    );
    expect(meets({ event: 'opened', step: 'intro', within: null, count }, circumstance({ seen }), NOW)).toBe(
      false,
    );
  });

  test('settles once more of it changes nothing, or when its span is over', () => {
    const early = NOW - 4 * DAY;
    const once = openedAt(span.start);
    const twice = openedAt(span.start, span.start + 1);
    expect(settledAt(counted('gte', 2), once, early)).toBe(span.end);
    expect(settledAt(counted('gte', 2), twice, early)).toBe(early);
    expect(settledAt(counted('lte', 1), once, early)).toBe(span.end);
    expect(settledAt(counted('lte', 1), twice, early)).toBe(early);
    expect(settledAt(counted('eq', 1), once, early)).toBe(span.end);
    expect(settledAt(counted('eq', 1), twice, early)).toBe(early);
  });
});

test('an event between others outside the span counts, though it is neither the first nor the last', () => {
  const seen = { intro: { opened: timesOf(NOW - 9 * DAY, NOW - 4 * DAY, NOW) } };
  expect(meets(opened, circumstance({ sentAt: { intro: NOW - 5 * DAY }, seen }), NOW)).toBe(true);
});

test('a variant is the one that was drawn at its step', () => {
  const arms = { 'demo.case-study': 'b', 'demo.intro': 'a' };
  const asked = (variant: string): Condition => ({ variant, step: 'case-study' });
  expect(meets(asked('b'), circumstance({ arms }), NOW)).toBe(true);
  expect(meets(asked('a'), circumstance({ arms }), NOW)).toBe(false);
  expect(meets(asked('b'), circumstance(), NOW)).toBe(false);
});

test('a completed task is found whatever its outcome, and an outcome only as it was', () => {
  const seen = { call: { 'task-completed:connected': timesOf(NOW) } };
  const asked = (event: string): Condition => ({ event, step: 'call', within: null });
  expect(meets(asked('task-completed'), circumstance({ seen }), NOW)).toBe(true);
  expect(meets(asked('task-completed:connected'), circumstance({ seen }), NOW)).toBe(true);
  expect(meets(asked('task-completed:voicemail'), circumstance({ seen }), NOW)).toBe(false);
});

test('a soft bounce is no bounce', () => {
  const seen = { intro: { 'bounced:soft': timesOf(NOW) } };
  expect(meets({ event: 'bounced', step: 'intro', within: null }, circumstance({ seen }), NOW)).toBe(false);
});
