import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { betaCdf, betaSf } from '../special/beta.ts';
import { logBeta } from '../special/log-beta.ts';
import { type BetaParameters, contrastAt, rateContrast } from './rate-contrast.ts';

/** ∫ f over (from, to), singular at the ends or not: the tanh-sinh rule (Takahasi and Mori 1974). f(from + l) gets l and to - x. */
function integral(f: (x: number, left: number, right: number) => number, from: number, to: number): number {
  const step = 12 / 260;
  let sum = 0;
  for (let k = -130; k <= 130; k++) {
    const t = k * step;
    const q = Math.exp(-Math.PI * Math.sinh(t));
    const [left, right] = [(to - from) / (1 + q), ((to - from) * q) / (1 + q)];
    const weight = (Math.PI * Math.cosh(t) * step * left * right) / (to - from);
    if (weight > 0) sum += weight * f(from + left, left, right);
  }
  return sum;
}

/** P(B <= slope · A + shift), by brute force with the incomplete beta function. */
function slow(one: BetaParameters, two: BetaParameters, slope: number, shift: number): number {
  const low = Math.max(0, -shift / slope);
  const high = Math.min(1, (1 - shift) / slope);
  const cuts = [low, high];
  const around = ({ alpha, beta }: BetaParameters, at: (x: number) => number) => {
    const mean = alpha / (alpha + beta);
    const sd = Math.sqrt((mean * (1 - mean)) / (alpha + beta + 1));
    for (let k = -10; k <= 10; k++) {
      const cut = at(mean + k * sd);
      if (cut > low && cut < high) cuts.push(cut);
    }
  };
  around(one, (x) => x);
  around(two, (y) => (y - shift) / slope);
  cuts.sort((left, right) => left - right);
  const constant = logBeta(one.alpha, one.beta);
  let sum = high < 1 ? betaSf(high, one.alpha, one.beta) : 0;
  for (let i = 1; i < cuts.length; i++) {
    const [from = 0, to = 0] = [cuts[i - 1], cuts[i]];
    if (to - from < 1e-14) continue;
    sum += integral(
      (at, left, right) => {
        const x = from === 0 ? left : at;
        const y = to === 1 ? right : 1 - at;
        const z = i === 1 && low > 0 ? slope * left : slope * x + shift;
        const density = Math.exp((one.alpha - 1) * Math.log(x) + (one.beta - 1) * Math.log(y) - constant);
        // Where B's range ends with this interval, its distance from 1 is known better than 1 - z.
        const ends = i === cuts.length - 1 && Math.abs(slope * high + shift - 1) < 1e-12;
        const rest = ends ? slope * right : 1 - z;
        return (
          density * betaCdf(Math.min(1, Math.max(0, z)), two.alpha, two.beta, Math.min(1, Math.max(0, rest)))
        );
      },
      from,
      to,
    );
  }
  return sum;
}

const posterior: fc.Arbitrary<BetaParameters> = fc
  .record({
    trials: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 400 }), fc.nat({ max: 3000 })),
    share: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 0.6, noNaN: true })),
    prior: fc.constantFrom(0.1, 0.5, 1, 3),
  })
  .map(({ trials, share, prior }) => {
    const successes = Math.round(trials * share);
    return { alpha: prior + successes, beta: prior + trials - successes };
  });

/** Where the distribution moves: up to three standard deviations from its mean. */
const score = fc.double({ min: -3, max: 3, noNaN: true });

function spread({ alpha, beta }: BetaParameters): { mean: number; variance: number } {
  const mean = alpha / (alpha + beta);
  return { mean, variance: (mean * (1 - mean)) / (alpha + beta + 1) };
}

test('the difference of two rates has the distribution that brute force finds', () => {
  fc.assert(
    fc.property(posterior, posterior, score, (one, two, z) => {
      const [a, b] = [spread(one), spread(two)];
      const d = b.mean - a.mean + z * Math.sqrt(a.variance + b.variance);
      fc.pre(Math.abs(d) < 1);
      const { below, above } = contrastAt(rateContrast(one, two, 'difference'), d);
      expect(Math.abs(below - slow(one, two, 1, d))).toBeLessThan(1e-10);
      expect(Math.abs(below + above - 1)).toBeLessThan(1e-10);
    }),
    { numRuns: 60 },
  );
});

test('a posterior that is narrow but for a long tail is not summed over too coarsely', () => {
  const one = { alpha: 0.1, beta: 18.1 };
  const two = { alpha: 53.5, beta: 198.5 };
  for (const d of [-0.02, 0.003, 0.2]) {
    expect(
      Math.abs(contrastAt(rateContrast(one, two, 'difference'), d).below - slow(one, two, 1, d)),
    ).toBeLessThan(1e-11);
  }
});

test('the ratio of two rates has the distribution that brute force finds', () => {
  fc.assert(
    fc.property(posterior, posterior, score, (one, two, z) => {
      const [a, b] = [spread(one), spread(two)];
      const sd = Math.sqrt(a.variance / a.mean ** 2 + b.variance / b.mean ** 2);
      const ratio = (b.mean / a.mean) * Math.exp(z * Math.min(sd, 2));
      const { below, above } = contrastAt(rateContrast(one, two, 'log-ratio'), Math.log(ratio));
      expect(Math.abs(below - slow(one, two, ratio, 0))).toBeLessThan(1e-10);
      expect(Math.abs(below + above - 1)).toBeLessThan(1e-10);
    }),
    { numRuns: 60 },
  );
});

test('the density is the slope of the distribution function', () => {
  fc.assert(
    fc.property(posterior, posterior, fc.double({ min: -0.2, max: 0.2, noNaN: true }), (one, two, d) => {
      for (const scale of ['difference', 'log-ratio'] as const) {
        const contrast = rateContrast(one, two, scale);
        const step = 1e-6;
        const slope =
          (contrastAt(contrast, d + step).below - contrastAt(contrast, d - step).below) / (2 * step);
        const { density } = contrastAt(contrast, d);
        // Two rates that may both be 0 (or 1) have an infinite density of "no difference".
        if (Math.abs(d) < 0.01) continue;
        // Shapes under 1/2 have poles in both densities: good to 2 %, enough to steer the search for a quantile.
        const blunt = [one.alpha, one.beta, two.alpha, two.beta].some((shape) => shape < 0.5);
        expect(Math.abs(slope - density)).toBeLessThan((blunt ? 0.02 : 1e-4) * (1 + density));
      }
    }),
    { numRuns: 60 },
  );
});
