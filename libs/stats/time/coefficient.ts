import { normalSf } from '../special/normal.ts';

/** An effect on a log scale with its Wald test and interval. */
export interface Coefficient {
  /** Log of the ratio. */
  estimate: number;
  standardError: number;
  low: number;
  high: number;
  /** exp(estimate), with the same ends: a hazard ratio (or an odds ratio where the link is logit). */
  ratio: { value: number; low: number; high: number };
  /** A fixed-horizon p-value: valid for one look. */
  pValue: number;
}

export function coefficientOf(estimate: number, standardError: number, z: number): Coefficient {
  const half = z * standardError;
  const low = estimate - half;
  const high = estimate + half;
  return {
    estimate,
    standardError,
    low,
    high,
    ratio: { value: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) },
    pValue: 2 * normalSf(Math.abs(estimate) / standardError),
  };
}
