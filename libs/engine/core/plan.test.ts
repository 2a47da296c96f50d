import { expect, test } from '@jest/globals';
import { parseSequenceText } from './file/parse.ts';
import { needsSightings, plannedDay } from './plan.ts';
import type { Sequence } from './sequence.ts';

function read(steps: string): Sequence {
  const parsed = parseSequenceText(`key: demo\ngoal: replied\nsteps:\n${steps}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const mail = (key: string, due: string) =>
  `  - { key: ${key}, type: email, subject: Hello, body: Hi, ${due} }\n`;
const wait = (key: string, rest: string) => `  - { key: ${key}, type: wait, ${rest} }\n`;

test('a step is planned for its day, or for the day that the steps before it add up to', () => {
  const sequence = read(
    mail('a', 'day: 1') +
      mail('b', 'after: 36h') +
      mail('c', 'after: 12h') +
      wait('w', 'for: 2d') +
      mail('d', 'after: 5 business days') +
      mail('e', 'day: 30'),
  );
  expect(['a', 'b', 'c', 'w', 'd', 'e'].map((key) => plannedDay(sequence, key))).toEqual([
    1, 2, 3, 3, 12, 30,
  ]);
});

test('a step with a time of day stands on a whole day', () => {
  const sequence = read(
    mail('a', 'after: 36h') + mail('b', 'after: 1d, at: "09:00"') + mail('c', 'after: 36h'),
  );
  expect(['a', 'b', 'c'].map((key) => plannedDay(sequence, key))).toEqual([1, 2, 3]);
});

test('business days are shared out over the days that any window opens', () => {
  const parsed = parseSequenceText(`key: demo
goal: replied
schedule: { windows: [{ days: [mon], from: "09:00", to: "12:00" }, { days: [thu], from: "14:00", to: "17:00" }] }
steps:\n${mail('a', 'after: 4 business days')}`);
  expect(parsed.ok && plannedDay(parsed.sequence, 'a')).toBe(14);
});

test('a step that is not there has no day', () => {
  expect(() => plannedDay(read(mail('a', 'day: 1')), 'b')).toThrow('no step "b"');
});

test('only branches that ask for events, and waits that something ends, look back', () => {
  expect(needsSightings(read(mail('a', 'day: 1') + wait('w', 'for: 2d')))).toBe(false);
  expect(needsSightings(read(wait('w', 'for: 2d, until: { event: opened }')))).toBe(true);
  const branch = (condition: string) => `  - { key: b, type: branch, if: ${condition}, then: a, else: a }\n`;
  const asked = '{ any: [{ contact: plan, eq: trial }, { not: { event: opened } }] }';
  expect(needsSightings(read(branch(asked) + mail('a', 'day: 1')))).toBe(true);
  expect(needsSightings(read(branch('{ contact: plan, eq: trial }') + mail('a', 'day: 1')))).toBe(false);
});
