import { checkLevel } from '../check.ts';
import type { TwoRates } from '../proportion/two-rates.ts';
import { type CompareOptions, contrastOf, onScale } from './compare-posteriors.ts';
import { contrastDistribution } from './contrast-distribution.ts';
import { quantileOf } from './quantile-of.ts';

/**
 * Quantiles of the posterior of the difference or the lift of two rates: the effect that is exceeded with probability 1
 * - p, for each p of `probabilities` (each between 0 and 1). Errors as `comparePosteriors`, and `out-of-range` for
 * `probabilities[i]`.
 *
 * @example effectQuantiles({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } },
 *   [0.1])
 * // [0.2382]
 */
export function effectQuantiles(
  rates: TwoRates,
  probabilities: readonly number[],
  { scale = 'lift', prior }: Pick<CompareOptions, 'scale' | 'prior'> = {},
): number[] {
  for (const [i, p] of probabilities.entries()) checkLevel(`probabilities[${i}]`, p);
  const contrast = contrastOf(rates, scale, prior);
  const distribution = contrastDistribution(contrast);
  return probabilities.map((p) => onScale(contrast, quantileOf(distribution, p)));
}
