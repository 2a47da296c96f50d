import { checkNumber } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import type { TwoRates } from '../proportion/two-rates.ts';
import { contrastOf } from './compare-posteriors.ts';
import type { BetaPrior } from './posterior.ts';
import { contrastAt } from './rate-contrast.ts';

/** Effects that make no practical difference: ratio of rates within [1 / ratio, ratio], or |difference| <= difference. */
export type Region = { ratio: number } | { difference: number };

export interface PracticalEquivalence {
  /** P(the treatment is worse by more than the region). */
  below: number;
  /** P(the effect lies inside the region). */
  inside: number;
  /** P(the treatment is better by more than the region). */
  above: number;
}

/**
 * Do the two rates differ by anything that matters? Posterior probabilities of the region of practical equivalence and of
 * either side of it (Kruschke 2018), exactly by quadrature.
 *
 * Throws `out-of-range` for `region.ratio` (above 1) and `region.difference` (from 0 to 1); counts as `comparePosteriors`.
 *
 * @example practicalEquivalence({ control: { successes: 300, trials: 9000 },
 *   treatment: { successes: 310, trials: 9000 } }, { ratio: 1.2 }).inside
 * // 0.9663
 */
export function practicalEquivalence(
  rates: TwoRates,
  region: Region,
  { prior }: { prior?: BetaPrior } = {},
): PracticalEquivalence {
  const limit = limitOf(region);
  const contrast = contrastOf(rates, 'ratio' in region ? 'lift' : 'difference', prior);
  const { below } = contrastAt(contrast, -limit);
  const { above, below: notAbove } = contrastAt(contrast, limit);
  return { below, inside: Math.max(0, notAbove - below), above };
}

/**
 * Is the effect large enough to be worth the trouble? P(lift, or difference, > value), exactly by quadrature. Errors as
 * `comparePosteriors`, and `out-of-range` for a value that is no number.
 *
 * @example probabilityAbove({ control: { successes: 24, trials: 1000 }, treatment: { successes: 41, trials: 1000 } },
 *   { lift: 0.1 })
 * // 0.9611
 */
export function probabilityAbove(
  rates: TwoRates,
  effect: { lift: number } | { difference: number },
  { prior }: { prior?: BetaPrior } = {},
): number {
  if ('lift' in effect) {
    checkNumber('effect.lift', effect.lift);
    if (effect.lift <= -1) return 1;
    return contrastAt(contrastOf(rates, 'lift', prior), Math.log1p(effect.lift)).above;
  }
  checkNumber('effect.difference', effect.difference);
  if (effect.difference >= 1) return 0;
  if (effect.difference <= -1) return 1;
  return contrastAt(contrastOf(rates, 'difference', prior), effect.difference).above;
}

function limitOf(region: Region): number {
  if ('ratio' in region) {
    if (region.ratio > 1 && region.ratio < Number.POSITIVE_INFINITY) return Math.log(region.ratio);
    throw new DomainError(
      'out-of-range',
      'region.ratio',
      `${region.ratio} is not above 1`,
      'Give a ratio such as 1.2',
    );
  }
  if (region.difference >= 0 && region.difference < 1) return region.difference;
  throw new DomainError(
    'out-of-range',
    'region.difference',
    `${region.difference} is not a difference of rates`,
    'Give a number from 0 to 1, such as 0.005',
  );
}
