import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseSequenceText, type Sequence } from '#engine';
import { DAY, goalsDiffer, horizonOf, questionOf, watchedFor, wholeSpan } from './watching.ts';

function example(name: string): Sequence {
  const file = new URL(`./examples/${name}.yaml`, import.meta.resolve('#package.json'));
  const parsed = parseSequenceText(readFileSync(file, 'utf8'));
  if (!('sequence' in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.sequence;
}

const outbound = example('b2b-outbound');
const trial = example('trial-nurture');
const purchase = example('post-purchase');
const days = (sequence: Sequence, metric: string) =>
  sequence.steps.map((step) => watchedFor(sequence, step, metric) / DAY);

describe('how long a touch is watched', () => {
  test('a reply names its touch, so each has its whole window', () => {
    expect(days(outbound, 'replied')).toEqual([7, 7, 7, 7, 7, 7, 7]);
  });

  test('a conversion belongs to the last touch that could have it', () => {
    // Days 0, 2, 5, 9, 12, 15 with a window of 3 days: from the first to the second there are only 2.
    expect(days(trial, 'converted')).toEqual([2, 3, 3, 3, 3, 3]);
  });

  test('where no other step has the goal, nothing cuts the window short', () => {
    const own = purchase.steps.map((step) => questionOf(purchase, step, {}));
    expect(own.map(({ window }) => window / DAY)).toEqual([2, 3, 4, 7, 10, 14]);
    expect(own.map(({ metric }) => metric)).toEqual([
      'converted:confirmation-read',
      'converted:tracking-opened',
      'converted:guide-read',
      'converted:review-submitted',
      'converted:cross-sell-order',
      'converted:reorder',
    ]);
  });

  test('any conversion could be that of the next step', () => {
    expect(days(purchase, 'converted')).toEqual([1, 2, 4, 7, 10, 14]);
  });

  test('what is no goal of any step belongs to the last touch', () => {
    expect(days(outbound, 'clicked')).toEqual([2, 1, 3, 3, 4, 7, 7]);
  });
});

test('the horizon of a test reaches to the end of the last step, and its window', () => {
  const [, , caseStudy] = outbound.steps;
  if (caseStudy === undefined) throw new Error('no third step');
  expect(horizonOf(outbound, caseStudy) / DAY).toBe(21 - 4 + 7);
});

test('a whole schedule is over after its last window, and the days on which nothing is sent', () => {
  expect(wholeSpan(outbound) / DAY).toBe(21 + 7 + 2);
  expect(wholeSpan(purchase) / DAY).toBe(30 + 14);
  const [first] = purchase.steps;
  const slot = { at: 540, days: ['tue', 'thu'] as const, between: null };
  const onTwoDays = { ...purchase, steps: first === undefined ? [] : [{ ...first, slot }] };
  // From Thursday to the Tuesday after it, and a day where the hour has passed.
  expect(wholeSpan(onTwoDays) / DAY).toBe(2 + 4 + 1);
});

test('goals differ where steps have goals of their own', () => {
  expect([outbound, trial, purchase].map((sequence) => goalsDiffer(sequence))).toEqual([false, false, true]);
});

test('what is done rather than mailed has no delivery to ask for', () => {
  const denominators = outbound.steps.map(
    (step) => questionOf(outbound, step, { denominator: 'delivered' }).denominator,
  );
  expect(denominators).toEqual([
    'delivered',
    'sent',
    'delivered',
    'sent',
    'delivered',
    'delivered',
    'delivered',
  ]);
  const reached = outbound.steps.map(
    (step) => questionOf(outbound, step, { denominator: 'reached' }).denominator,
  );
  expect(new Set(reached)).toEqual(new Set(['reached']));
});
