import type { Estimate } from './asymptotic-sequence.ts';

/** Sums over the units of one arm: the metric, the same units' earlier behavior, and their product. */
export interface AdjustedSums {
  n: number;
  post: { sum: number; sumOfSquares: number };
  pre: { sum: number; sumOfSquares: number };
  sumOfProducts: number;
}

interface Moments {
  n: number;
  post: number;
  pre: number;
  postVariance: number;
  preVariance: number;
  covariance: number;
}

/**
 * The effect on a mean, less what earlier behavior explains (CUPED: Deng, Xu, Kohavi and Walker 2013): each mean becomes
 * ȳ - θ x̄ with θ = cov / var over all units of both arms. The lift is relative to the control's mean as it was, with the
 * standard error by the delta method, in which control and denominator move together. Null where that mean is zero.
 *
 * @example adjustedEffect({ n: 100, post: { sum: 50, sumOfSquares: 90 },
 *   pre: { sum: 40, sumOfSquares: 70 }, sumOfProducts: 60 }, { n: 100, post: { sum: 62, sumOfSquares: 110 },
 *   pre: { sum: 41, sumOfSquares: 72 }, sumOfProducts: 66 }, 'difference')
 * // { estimate: 0.1126, standardError: 0.08825, n: 200 }
 */
export function adjustedEffect(
  control: AdjustedSums,
  treatment: AdjustedSums,
  scale: 'difference' | 'lift',
): Estimate | null {
  const [one, two] = [momentsOf(control), momentsOf(treatment)];
  const all = momentsOf(sumOf(control, treatment));
  const theta = all.preVariance === 0 ? 0 : all.covariance / all.preVariance;
  const difference = two.post - theta * two.pre - (one.post - theta * one.pre);
  const n = one.n + two.n;
  const treated = adjustedVariance(two, theta, 1) / two.n;
  if (scale === 'difference') {
    return {
      estimate: difference,
      standardError: Math.sqrt(treated + adjustedVariance(one, theta, 1) / one.n) || null,
      n,
    };
  }
  if (one.post === 0) return null;
  const base = Math.abs(one.post);
  // d lift / d ȳ₁ is the ratio of means as they were, to first order in θ.
  const held = adjustedVariance(one, theta, two.post / one.post) / one.n;
  return { estimate: difference / base, standardError: Math.sqrt(treated + held) / base || null, n };
}

/** Var(c y - θ x) of one unit. */
function adjustedVariance(
  { postVariance, preVariance, covariance }: Moments,
  theta: number,
  c: number,
): number {
  return c * c * postVariance + theta * theta * preVariance - 2 * c * theta * covariance;
}

function momentsOf({ n, post, pre, sumOfProducts }: AdjustedSums): Moments {
  return {
    n,
    post: post.sum / n,
    pre: pre.sum / n,
    postVariance: (post.sumOfSquares - post.sum ** 2 / n) / (n - 1),
    preVariance: (pre.sumOfSquares - pre.sum ** 2 / n) / (n - 1),
    covariance: (sumOfProducts - (post.sum * pre.sum) / n) / (n - 1),
  };
}

function sumOf(one: AdjustedSums, two: AdjustedSums): AdjustedSums {
  return {
    n: one.n + two.n,
    post: add(one.post, two.post),
    pre: add(one.pre, two.pre),
    sumOfProducts: one.sumOfProducts + two.sumOfProducts,
  };
}

function add(one: AdjustedSums['post'], two: AdjustedSums['post']): AdjustedSums['post'] {
  return { sum: one.sum + two.sum, sumOfSquares: one.sumOfSquares + two.sumOfSquares };
}
