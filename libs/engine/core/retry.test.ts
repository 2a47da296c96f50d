import { expect, test } from '@jest/globals';
import { MOST_DEFERRALS, retryAt } from './retry.ts';

const MINUTE = 60_000;
const deferrals = Array.from({ length: MOST_DEFERRALS }, (_, i) => i + 1);
const waits = (intent: string) => deferrals.map((deferral) => retryAt(intent, deferral, 0, null) / MINUTE);

test('waits double from five minutes to four hours, a quarter more or less', () => {
  [5, 10, 20, 40, 80, 160, 240, 240, 240, 240].forEach((wait, i) => {
    for (let intent = 0; intent < 50; intent++) {
      const waited = waits(`intent-${intent}`)[i] as number;
      expect(waited).toBeGreaterThanOrEqual(wait * 0.75);
      expect(waited).toBeLessThanOrEqual(wait * 1.25);
    }
  });
});

test('the same intent waits the same, and two intents do not come back together', () => {
  expect(waits('a')).toEqual(waits('a'));
  expect(new Set(Array.from({ length: 100 }, (_, i) => retryAt(`intent-${i}`, 1, 0, null))).size).toBe(100);
});

test('nothing is tried before the provider asked for it', () => {
  expect(retryAt('a', 1, 1_000, 3_600_000)).toBe(3_601_000);
  expect(retryAt('a', 1, 0, 1_000)).toBeGreaterThan(3 * MINUTE);
});
