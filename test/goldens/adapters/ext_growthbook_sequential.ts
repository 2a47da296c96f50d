import { asymptoticSequence, cupedDifference, cupedLift, deltaLift, type Estimate, welch } from '#stats';
import type { Adapter } from '../golden.ts';
import { type SumsOfArm, summaryOf } from '../sums-of-arm.ts';

interface AdjustedArm {
  readonly post: SumsOfArm;
  readonly pre: SumsOfArm;
  readonly sum_of_products: number;
}

interface Common {
  readonly difference: 'relative' | 'absolute';
  readonly alpha: number;
  readonly tuning: number;
  readonly alternative?: 'two-sided' | 'greater' | 'less' | 'lesser';
}

type Input = Common &
  (
    | { readonly kind: 'mean' | 'proportion'; readonly a: SumsOfArm; readonly b: SumsOfArm }
    | { readonly kind: 'cuped_mean'; readonly a: AdjustedArm; readonly b: AdjustedArm }
  );

function sumsOf({ post, pre, sum_of_products: sumOfProducts }: AdjustedArm) {
  const sums = ({ sum, sum_squares: sumOfSquares = sum }: SumsOfArm) => ({ sum, sumOfSquares });
  return { n: post.n, outcome: sums(post), covariate: sums(pre), sumOfProducts };
}

function effectOf(input: Input): Estimate {
  const relative = input.difference === 'relative';
  if (input.kind === 'cuped_mean') {
    const arms = { control: sumsOf(input.a), treatment: sumsOf(input.b) };
    return { ...(relative ? cupedLift : cupedDifference)(arms), n: input.a.post.n + input.b.post.n };
  }
  const arms = { control: summaryOf(input.a), treatment: summaryOf(input.b) };
  return { ...(relative ? deltaLift : welch)(arms), n: input.a.n + input.b.n };
}

/**
 * GrowthBook's one-sided p-value: it halves [0.00001, 0.4999] until the bound is within 0.000001 of zero, and then halves once
 * more, so that it may stop far from the alpha at which the bound is zero (0.46316 for 0.46305, which is our own answer).
 */
function searchedP(boundAt: (alpha: number) => number): number {
  let [low, high] = [1e-5, 0.4999];
  if (boundAt(low) > 0) return low;
  if (boundAt(high) < 0) return high;
  let alpha = (low + high) / 2;
  for (let round = 0; round < 100; round++) {
    const bound = boundAt(alpha);
    if (bound < 0) low = alpha;
    else high = alpha;
    alpha = (low + high) / 2;
    if (Math.abs(bound) < 1e-6) break;
  }
  return alpha;
}

export const answer: Adapter<Input> = (input) => {
  const { alpha, tuning, alternative: given = 'two-sided' } = input;
  const alternative = given === 'lesser' ? 'less' : given;
  const effect = effectOf(input);
  // What GrowthBook answers where an arm does not vary or the control's mean is zero.
  if (effect.standardError === null) return { expected: 0, ci: [0, 0], stddev: 0, p: 1 };
  const { estimate, low, high, pValue, rho } = asymptoticSequence(effect, {
    alpha,
    tunedFor: tuning,
    alternative,
  });
  const common = { expected: estimate, ci: [low, high], stddev: effect.standardError };
  if (alternative === 'two-sided') return { ...common, p: pValue };
  // The same ρ at every alpha: the number of units it is tuned for moves with alpha.
  const tunedAt = (level: number) =>
    (-2 * Math.log(2 * level) + Math.log1p(-2 * Math.log(2 * level))) / rho ** 2;
  const boundAt = (level: number) => {
    const at = asymptoticSequence(effect, { alpha: level, tunedFor: tunedAt(level), alternative });
    return alternative === 'greater' ? at.low : -at.high;
  };
  return { ...common, p: searchedP(boundAt) };
};
