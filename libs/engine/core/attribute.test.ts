import { expect, test } from '@jest/globals';
import { attribute, type Clue } from './attribute.ts';
import { parseSequenceText } from './file/parse.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-02-01T10:00Z');

const parsed = parseSequenceText(`
key: demo
goal: replied
steps:
  - { key: a, type: email, day: 0, subject: Hello, body: Hi }
  - { key: b, type: email, day: 2, subject: Hello, body: Hi, window: 30d }
  - { key: c, type: email, day: 4, subject: Hello, body: Hi, goal: clicked }
`);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { sequence } = parsed;

/** A touch that was sent so many days ago; null: not yet. */
const touch = (step: string, visit: number, daysAgo: number | null) => ({
  ...{ intentId: `${step}-${visit}`, step, visit },
  sentAt: daysAgo === null ? null : NOW - daysAgo * DAY,
});
const enrollment = (state: string, ...touches: ReturnType<typeof touch>[]) => ({ state, touches });
const clue = (more: Partial<Clue> = {}): Clue => ({
  ...{ type: 'replied', name: '', occurredAt: NOW, touch: null, enrollmentId: null, step: null },
  ...more,
});
const found = (asked: Clue, ...candidates: ReturnType<typeof enrollment>[]) => {
  const answer = attribute(asked, candidates, () => sequence);
  return answer && [answer.touch?.intentId ?? null, answer.attribution];
};

test('what names a touch is of that one, sent or not, and of no other where it is not there', () => {
  const candidate = enrollment('active', touch('b', 2, null), touch('a', 1, 1));
  expect(found(clue({ touch: 'b-2' }), candidate)).toEqual(['b-2', 'direct']);
  expect(found(clue({ touch: 'x-9' }), candidate)).toEqual([null, 'none']);
});

test('what names an enrollment and a step is of the latest visit there', () => {
  const candidate = enrollment('active', touch('a', 3, 1), touch('b', 2, 2), touch('a', 1, 3));
  expect(found(clue({ enrollmentId: 'e', step: 'a' }), candidate)).toEqual(['a-3', 'direct']);
  expect(found(clue({ enrollmentId: 'e', step: 'c' }), candidate)).toEqual([null, 'none']);
});

test('what names a contact is taken to be of the last mail that was sent before it', () => {
  const candidate = enrollment('active', touch('b', 3, -1), touch('b', 2, null), touch('a', 1, 1));
  expect(found(clue(), candidate)).toEqual(['a-1', 'inferred']);
});

test('a week after a mail nothing is taken to be of it any more, where its step says no other window', () => {
  const within = (step: string, days: number) => found(clue(), enrollment('active', touch(step, 1, days)));
  expect([within('a', 6.99), within('a', 7)]).toEqual([
    ['a-1', 'inferred'],
    [null, 'none'],
  ]);
  expect([within('b', 29.99), within('b', 30)]).toEqual([
    ['b-1', 'inferred'],
    [null, 'none'],
  ]);
});

test('a mail whose goal it meets comes before a later one whose goal it does not', () => {
  const candidate = enrollment('active', touch('c', 2, 1), touch('a', 1, 2));
  expect(found(clue(), candidate)).toEqual(['a-1', 'inferred']);
  expect(found(clue({ type: 'clicked' }), candidate)).toEqual(['c-2', 'inferred']);
  expect(found(clue({ type: 'tracked' }), candidate)).toEqual(['c-2', 'inferred']);
});

test('a mail of the step that it names comes before all others, and where there is none it says nothing', () => {
  const candidate = enrollment('active', touch('c', 2, 1), touch('a', 1, 2));
  expect(found(clue({ type: 'tracked', step: 'a' }), candidate)).toEqual(['a-1', 'inferred']);
  expect(found(clue({ step: 'b' }), candidate)).toEqual(['a-1', 'inferred']);
});

test('of several enrollments the one whose mail was last has it; without any mail one that goes on', () => {
  expect(
    found(clue(), enrollment('active', touch('a', 1, 3)), enrollment('exited', touch('b', 2, 2))),
  ).toEqual(['b-2', 'inferred']);
  const [over, live] = [enrollment('exited'), enrollment('paused')];
  expect(attribute(clue(), [over, live], () => sequence)).toEqual({
    ...{ enrollment: live, touch: null, attribution: 'none' },
  });
  expect(attribute(clue(), [], () => sequence)).toBeNull();
});
