import { deltaLift, gaussianEffect, welch } from '#stats';
import type { Adapter } from '../golden.ts';
import { type SumsOfArm, summaryOf } from '../sums-of-arm.ts';

interface Input {
  readonly mu?: number;
  readonly sigma?: number;
  readonly a?: SumsOfArm;
  readonly b?: SumsOfArm;
  readonly difference?: 'relative' | 'absolute';
  readonly alpha?: number;
  readonly prior?: 'improper' | { readonly mean: number; readonly variance: number };
}

/** The prior is of the lift; on the absolute scale it is multiplied by the control's mean. */
function priorOf({ prior, difference, a }: Input) {
  if (prior === undefined || prior === 'improper') return {};
  const base = difference === 'absolute' && a !== undefined ? Math.abs(a.sum / a.n) : 1;
  return { prior: { mean: prior.mean * base, variance: prior.variance * base ** 2 } };
}

export const answer: Adapter<Input> = (input) => {
  const { mu, sigma, a, b, difference = 'relative', alpha = 0.05 } = input;
  let [estimate, standardError] = [mu ?? 0, sigma ?? 0];
  if (a !== undefined && b !== undefined) {
    const arms = { control: summaryOf(a), treatment: summaryOf(b) };
    const effect = (difference === 'relative' ? deltaLift : welch)(arms);
    [estimate, standardError] = [effect.estimate ?? 0, effect.standardError ?? 0];
  }
  // What GrowthBook answers where an arm does not vary or the control's mean is zero.
  if (standardError === 0) return { expected: 0, ci95: [0, 0], stddev: 0, chance_to_win: 0.5, risk: [0, 0] };
  const effect = gaussianEffect(estimate, standardError, { level: 1 - alpha, ...priorOf(input) });
  return {
    expected: effect.estimate,
    ci95: [effect.low, effect.high],
    stddev: effect.standardDeviation,
    chance_to_win: effect.probability,
    risk: [effect.expectedLoss.control, effect.expectedLoss.treatment],
  };
};
