import { expect, test } from '@jest/globals';
import { type Circumstance, type Condition, meets, settledAt } from './condition.ts';

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
    ...rest,
  };
}

const opened: Condition = { event: 'opened', step: 'intro', within: 3 * DAY };
const once = (at: number) => ({ first: at, last: at, count: 1 });

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
