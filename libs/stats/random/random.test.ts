import { describe, expect, test } from '@jest/globals';
import { betaCdf } from '../special/beta.ts';
import { chiSquareSf } from '../special/chi-square.ts';
import { gammaCdf } from '../special/gamma.ts';
import { normalCdf } from '../special/normal.ts';
import { drawBeta } from './draw-beta.ts';
import { drawBinomial } from './draw-binomial.ts';
import { drawGamma } from './draw-gamma.ts';
import { drawMultinomial } from './draw-multinomial.ts';
import { drawNormal } from './draw-normal.ts';
import { seeded } from './seeded.ts';

const DRAWS = 15_000;
const BINS = 50;

/** p-value of "these are uniform", by chi-square over equal bins. */
function uniformity(draw: () => number): number {
  const counts = new Array<number>(BINS).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    const bin = Math.min(BINS - 1, Math.floor(draw() * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const expected = DRAWS / BINS;
  return chiSquareSf(
    counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
    BINS - 1,
  );
}

test('the same seed gives the same stream, another seed another one', () => {
  const stream = (seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: 5 }, () => random.uniform());
  };
  expect(stream(7)).toEqual(stream(7));
  expect(new Set([0, 1, 2, 2 ** 32, 2 ** 40 + 1, 12].flatMap(stream)).size).toBe(30);
});

describe('draws have the distribution they name', () => {
  const random = seeded(11);
  test('uniform', () => expect(uniformity(() => random.uniform())).toBeGreaterThan(1e-4));
  test('normal', () => expect(uniformity(() => normalCdf(drawNormal(random)))).toBeGreaterThan(1e-4));
  for (const shape of [0.2, 0.5, 1, 3.5, 900]) {
    test(`gamma with shape ${shape}`, () =>
      expect(uniformity(() => gammaCdf(drawGamma(random, shape), shape, 1))).toBeGreaterThan(1e-4));
  }
  for (const [a, b] of [
    [0.5, 0.5],
    [0.5, 40.5],
    [31, 970],
  ] as const) {
    test(`beta ${a}, ${b}`, () =>
      expect(uniformity(() => betaCdf(drawBeta(random, a, b), a, b))).toBeGreaterThan(1e-4));
  }
});

test('counts have the binomial distribution, for small and large expectations', () => {
  const random = seeded(12);
  for (const [n, p] of [
    [12, 0.1],
    [40, 0.5],
    [400, 0.03],
    [5000, 0.03],
    [300, 0.93],
  ] as const) {
    const counts = new Map<number, number>();
    for (let i = 0; i < DRAWS; i++) {
      const k = drawBinomial(random, n, p);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    let chiSquare = 0;
    let cells = 0;
    for (const [k, count] of counts) {
      // P(X = k) as a difference of P(X <= k) = I_(1-p)(n - k, k + 1).
      const below = (x: number) => (x < 0 ? 0 : x >= n ? 1 : betaCdf(1 - p, n - x, x + 1));
      const expected = DRAWS * (below(k) - below(k - 1));
      if (expected < 8) continue;
      chiSquare += (count - expected) ** 2 / expected;
      cells += 1;
    }
    expect(chiSquareSf(chiSquare, cells)).toBeGreaterThan(1e-4);
  }
});

test('categories add up to the trials', () => {
  const random = seeded(13);
  for (let i = 0; i < 200; i++) {
    const counts = drawMultinomial(random, 1000, [0.05, 0, 0.02, 0.9, 0.03]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(counts[1]).toBe(0);
  }
  expect(() => drawMultinomial(random, 10, [0.5, 0.4])).toThrow('probabilities: they add up to 0.9');
});

test('a seed that is no whole number is refused', () => {
  expect(() => seeded(-1)).toThrow('seed: -1 is not a count');
  expect(() => drawGamma(seeded(1), 0)).toThrow('shape');
});
