import { expect, test } from '@jest/globals';
import {
  brief,
  change,
  count,
  date,
  day,
  interval,
  lift,
  moment,
  percent,
  points,
  probability,
  pValue,
  words,
  wrap,
} from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  [0.0523, '5.2 %'],
  [0.6197, '62.0 %'],
  [0.0044, '0.44 %'],
  [0.00996, '1.0 %'],
  [0.0000001, '< 0.01 %'],
  [0, '0 %'],
  [1, '100 %'],
  [null, '–'],
])('a rate of %p is written %p', (value, text) => {
  expect(plain(percent(value))).toBe(text);
});

test('an interval names its unit once and both ends to the same digit', () => {
  expect(plain(interval({ low: 0.04567, high: 0.05912 }))).toBe('4.6 – 5.9 %');
  expect(plain(interval({ low: 0.0004, high: 0.0044 }))).toBe('0.04 – 0.44 %');
});

test('an interval without an end is not drawn up from the other', () => {
  expect(interval({ low: 0.1, high: null })).toBe('–');
  expect(interval(null)).toBe('–');
});

test('a chance is never rounded to certainty', () => {
  expect(plain(probability(0.99999999))).toBe('> 99.9 %');
  expect(plain(probability(0))).toBe('< 0.1 %');
  expect(plain(probability(0.954))).toBe('95.4 %');
});

test('differences and lifts carry their sign', () => {
  expect(plain(points(0.0433))).toBe('+4.3 points');
  expect(plain(points(-0.0433))).toBe('−4.3 points');
  expect(plain(lift(0.597))).toBe('+60 %');
  expect(plain(lift(-0.31))).toBe('−31 %');
  expect(plain(lift(0))).toBe('0 %');
});

test('what is too small to show has no sign either', () => {
  expect(plain(points(-0.0001))).toBe('0.0 points');
  expect(plain(lift(0.001))).toBe('0 %');
});

test('an interval that has no bound on one side says so', () => {
  expect(plain(change(0.19, 1.31, lift))).toBe('+19 % to +131 %');
  expect(plain(change(-0.31, null, lift))).toBe('at least −31 %');
  expect(plain(change(-1, 0.4, lift))).toBe('at most +40 %');
  expect(plain(change(null, 0.02, points))).toBe('at most +2.0 points');
  expect(change(null, null, lift)).toBe('no bound yet');
});

test('p-values keep their small end honest', () => {
  expect(plain(pValue(0.00001))).toBe('p < 0.001');
  expect(plain(pValue(0.042))).toBe('p = 0.042');
  expect(plain(pValue(0.8712))).toBe('p = 0.87');
  expect(pValue(null)).toBe('–');
});

test('times are those of the clock, in UTC, wherever the reader is', () => {
  expect(date('2026-04-27T23:59:00Z')).toBe('Monday, 27 April 2026');
  expect(plain(moment('2026-04-27T12:00:00.000Z'))).toBe('27 Apr 2026, 12:00 UTC');
});

test('a step that follows another has no day of its own', () => {
  expect(plain(day(4))).toBe('day 4');
  expect(plain(day(0))).toBe('day 0');
  expect(plain(day(1.5))).toBe('day 1.5');
  expect(day(null)).toBe('follows the step before');
});

test('counts are grouped by thousands, and a missing one is not nought', () => {
  expect(count(31204)).toBe('31,204');
  expect(count(0)).toBe('0');
  expect(count(null)).toBe('–');
});

test('keys are written as words', () => {
  expect(words('introduce-value')).toBe('introduce value');
  expect(words('converted:review-submitted')).toBe('review submitted');
});

test('labels break between words only', () => {
  expect(wrap('Follow-up with case study', 16)).toEqual(['Follow-up with', 'case study']);
  expect(wrap('Replenishmentreminder', 8)).toEqual(['Repleni…']);
});

test('the brief time of a list has no year, and no zone beside the others', () => {
  expect(brief('2026-01-05T08:00:00Z')).toBe('5 Jan, 08:00');
});
