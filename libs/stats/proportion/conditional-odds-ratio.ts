import { type Confidence, tailOf } from '../confidence.ts';
import { findRoot } from '../special/find-root.ts';
import { type Margins, sumAbove, sumBelow, supportOf } from '../special/hypergeometric.ts';
import { marginsOf } from './fisher.ts';
import type { RatioInterval } from './katz.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

/**
 * How many times the control's odds are the treatment's, exactly, however few the counts? The odds ratio that makes the
 * observed table most likely given the total number of successes, and the exact interval that belongs to Fisher's one-sided
 * tests: P(X >= x) = α/2 at its low end, P(X <= x) = α/2 at its high end (Fisher 1935; Cornfield 1956).
 *
 * `value` is null where it is infinite, or undefined for want of a success or a failure; `high` is null where nothing bounds
 * it. DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example conditionalOddsRatio({ control: { successes: 2, trials: 40 }, treatment: { successes: 9, trials: 41 } })
 * // { value: 5.244, low: 0.984, high: 53.33 }
 */
export function conditionalOddsRatio(rates: TwoRates, options: Confidence = {}): RatioInterval {
  checkTwoRates(rates);
  const tail = tailOf(options);
  const margins = marginsOf(rates);
  const x = rates.treatment.successes;
  const { least, most } = supportOf(margins);
  const isLeast = x === least;
  const isMost = x === most;
  return {
    value: isMost ? null : isLeast ? 0 : oddsWhere((odds) => balance(x, margins, odds)),
    low: isLeast ? 0 : oddsWhere((odds) => tail - 1 / (1 + split(x, margins, odds))),
    high: isMost ? null : oddsWhere((odds) => 1 / (1 + 1 / split(x + 1, margins, odds)) - tail),
  };
}

/** Falls from above 0 to below 0 as the odds ratio grows; its root is the conditional maximum likelihood estimate. */
function balance(x: number, margins: Margins, odds: number): number {
  const above = sumAbove(x, margins, odds).distance;
  const under = sumBelow(x, margins, odds).distance;
  return Math.log(under) - Math.log(above);
}

/** P(X < x) / P(X >= x) of Fisher's noncentral hypergeometric distribution. */
function split(x: number, margins: Margins, odds: number): number {
  return sumBelow(x, margins, odds).sum / sumAbove(x, margins, odds).sum;
}

/** The root, in the odds ratio, of a function that falls from above 0 to below 0. */
function oddsWhere(falling: (odds: number) => number): number {
  const at = (log: number) => falling(Math.exp(log));
  let low = -1;
  let high = 1;
  while (at(low) < 0) low *= 2;
  while (at(high) > 0) high *= 2;
  return Math.exp(findRoot(at, low, high));
}
