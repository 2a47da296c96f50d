import { type Confidence, zOf } from '../confidence.ts';
import type { RatioInterval } from './katz.ts';
import { scoreBound } from './score-bound.ts';
import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';

/**
 * How many times the control's rate is the treatment's, at small and zero counts? All ratios φ whose score test does not
 * reject: (p̂2 - φ p̂1)² <= z² (p̃2 q̃2 / n2 + φ² p̃1 q̃1 / n1) at the most likely rates with p̃2 = φ p̃1 (Koopman 1984; Nam
 * 1995). Lift is the ratio minus 1.
 *
 * `value` is null without a success in the control, and so is `high`: then nothing bounds the ratio from above. `low` is
 * always a number. DomainError: not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or
 * `level`.
 *
 * @example koopman({ control: { successes: 2, trials: 40 }, treatment: { successes: 9, trials: 41 } })
 * // { value: 4.39, low: 1.162, high: 17.4 }
 */
export function koopman(rates: TwoRates, options: Confidence = {}): RatioInterval {
  checkTwoRates(rates);
  const z = zOf(options);
  const { control, treatment } = rates;
  const { p1, p2 } = sharesOf(rates);
  const hasControl = control.successes > 0;
  const hasTreatment = treatment.successes > 0;
  const surplus = (log: number): number => {
    const ratio = Math.exp(log);
    const fitted = ratesInRatio(rates, ratio);
    const variance =
      (fitted.p2 * fitted.q2) / treatment.trials + (ratio ** 2 * fitted.p1 * fitted.q1) / control.trials;
    return Math.abs(p2 - ratio * p1) - z * Math.sqrt(variance);
  };
  const start = Math.log(
    (hasTreatment ? p2 : 0.5 / treatment.trials) / (hasControl ? p1 : 0.5 / control.trials),
  );
  return {
    value: hasControl ? p2 / p1 : null,
    low: hasTreatment ? Math.exp(scoreBound(surplus, start, Number.NEGATIVE_INFINITY)) : 0,
    high: hasControl ? Math.exp(scoreBound(surplus, start, Number.POSITIVE_INFINITY)) : null,
  };
}

/** The most likely rates with p2 = φ p1: the smaller root of N φ p1² - (n1 + x2 + φ (n2 + x1)) p1 + x1 + x2 = 0. */
function ratesInRatio({ control, treatment }: TwoRates, ratio: number) {
  const successes = control.successes + treatment.successes;
  const a = (control.trials + treatment.trials) * ratio;
  const b = control.trials + treatment.successes + ratio * (treatment.trials + control.successes);
  const p1 = Math.min(
    1,
    1 / ratio,
    (2 * successes) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * successes))),
  );
  const p2 = Math.min(1, ratio * p1);
  return { p1, q1: 1 - p1, p2, q2: 1 - p2 };
}
