import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectGolden, goldens } from '../../../test/support/golden.ts';
import type { Interval } from '../interval.ts';
import { clopperPearson } from './clopper-pearson.ts';
import { jeffreys } from './jeffreys.ts';
import { wilson } from './wilson.ts';

interface Input {
  successes: number;
  trials: number;
  conf_level: number;
}

const LATER = ['wilson_cc', 'uniform_prior_equal_tail', 'agresti_coull_unclipped', 'wald_unclipped', 'mid_p'];
const ends = ({ low, high }: Interval) => [low, high];

describe('intervals of one rate agree with R', () => {
  for (const golden of goldens<Input>('one_sample_proportion')) {
    test(golden.id, () => {
      const { successes, trials, conf_level: level } = golden.input;
      const got = {
        wilson: ends(wilson(successes, trials, level)),
        clopper_pearson: ends(clopperPearson(successes, trials, level)),
        jeffreys_equal_tail: ends(jeffreys(successes, trials, level)),
      };
      expectGolden(golden, got, LATER);
    });
  }
});

const counts = fc
  .tuple(fc.nat({ max: 50_000 }), fc.nat({ max: 50_000 }))
  .filter(([successes, failures]) => successes + failures > 0)
  .map(([successes, failures]) => ({ successes, trials: successes + failures }));

for (const interval of [wilson, jeffreys, clopperPearson]) {
  test(`${interval.name} contains the rate, stays in [0, 1], and mirrors for failures`, () => {
    fc.assert(
      fc.property(counts, ({ successes, trials }) => {
        const { low, high } = interval(successes, trials);
        const rate = successes / trials;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(rate);
        expect(high).toBeGreaterThanOrEqual(rate);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThan(high);
        const mirrored = interval(trials - successes, trials);
        expect(mirrored.low).toBeCloseTo(1 - high, 10);
        expect(mirrored.high).toBeCloseTo(1 - low, 10);
      }),
    );
  });
}

test('counts that make no sense are refused with the field and a fix', () => {
  expect(() => wilson(3, 2)).toThrow(
    'successes: 3 successes in 2 trials. Count each trial as a success at most once.',
  );
  expect(() => wilson(0, 0)).toThrow('trials: there are no trials');
  expect(() => wilson(1.5, 3)).toThrow('successes: 1.5 is not a count');
  expect(() => wilson(1, 3, 95)).toThrow('level: 95 is not between 0 and 1. Give a share such as 0.95.');
});
