import { checkAtLeast, checkTrials } from '../check.ts';
import type { RateCount } from '../rate-count.ts';
import { chiSquareSf } from '../special/chi-square.ts';

export interface EqualRates {
  /** Pearson's. */
  chiSquare: number;
  pValue: number;
  /** Likelihood ratio. */
  g: number;
  gPValue: number;
  degreesOfFreedom: number;
}

/**
 * Do K arms share one rate? Pearson's chi-square Σ (observed - expected)² / expected (1900) and the likelihood ratio G = 2 Σ
 * observed log(observed / expected) (Wilks 1938) over successes and failures, with K - 1 degrees of freedom. Without a success
 * or without a failure nothing speaks against equality: both 0, p = 1.
 *
 * `arms`: two or more, in any order. DomainError: too-few-groups, not-a-count, inconsistent-counts, out-of-range, naming
 * `arms[i].trials` and the like.
 *
 * @example equalRates([{ successes: 40, trials: 1000 }, { successes: 52, trials: 1000 },
 *   { successes: 61, trials: 1000 }])
 * // { chiSquare: 4.587, pValue: 0.1009, g: 4.661, gPValue: 0.09722, degreesOfFreedom: 2 }
 */
export function equalRates(arms: readonly RateCount[]): EqualRates {
  const { successes, trials } = totalOf(arms);
  const df = arms.length - 1;
  if (successes === 0 || successes === trials)
    return { chiSquare: 0, pValue: 1, g: 0, gPValue: 1, degreesOfFreedom: df };
  const rate = successes / trials;
  let chiSquare = 0;
  let g = 0;
  for (const arm of arms) {
    const failures = arm.trials - arm.successes;
    const expected = arm.trials * rate;
    const expectedFailures = arm.trials * ((trials - successes) / trials);
    chiSquare += (arm.successes - expected) ** 2 * (1 / expected + 1 / expectedFailures);
    g += 2 * (part(arm.successes, expected) + part(failures, expectedFailures));
  }
  // Equal rates can leave a rounding below 0.
  g = Math.max(0, g);
  return {
    chiSquare,
    pValue: chiSquareSf(chiSquare, df),
    g,
    gPValue: chiSquareSf(g, df),
    degreesOfFreedom: df,
  };
}

const part = (observed: number, expected: number): number =>
  observed === 0 ? 0 : observed * Math.log(observed / expected);

/** The counts of all arms together, once they are checked: two or more arms, none empty. */
export function totalOf(arms: readonly RateCount[]): RateCount {
  checkAtLeast('arms', arms, 2, 'arms');
  let successes = 0;
  let trials = 0;
  for (const [i, arm] of arms.entries()) {
    checkTrials(`arms[${i}].`, arm.successes, arm.trials);
    successes += arm.successes;
    trials += arm.trials;
  }
  return { successes, trials };
}
