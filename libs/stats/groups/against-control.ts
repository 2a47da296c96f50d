import { type Confidence, tailOf } from '../confidence.ts';
import { dunnettCritical } from '../special/dunnett.ts';
import { checkEstimates, type GroupEstimate } from './estimate.ts';

export interface AgainstControl {
  /** The |z| that no comparison passes by chance, with probability `level`. */
  critical: number;
  /** Each treatment minus the control, in input order. */
  differences: { value: number; low: number; high: number }[];
}

/**
 * Which treatments differ from the control, and by how much, when there are several? Intervals that hold at once with
 * probability `level`: d ± c √(v_0 + v_i), c exactly by one integral over the control's error, which all comparisons share
 * (Dunnett 1955). For p-values use `pairwiseRates` or `holm`.
 *
 * `control` and `treatments` as from `rateEstimates`. DomainError: too-few-groups (no treatment), out-of-range
 * (`treatments[i].variance`, `level`).
 *
 * @example againstControl({ value: 0.03, variance: 3e-5 }, [{ value: 0.04, variance: 3e-5 },
 *   { value: 0.05, variance: 3e-5 }]).critical
 * // 2.212
 */
export function againstControl(
  control: GroupEstimate,
  treatments: readonly GroupEstimate[],
  options: Confidence = {},
): AgainstControl {
  const tail = 2 * tailOf(options);
  checkEstimates('control', [control], 1);
  checkEstimates('treatments', treatments, 1);
  const critical = dunnettCritical(tail, loadingsOf(control, treatments), 2);
  const differences = treatments.map((treatment) => {
    const value = treatment.value - control.value;
    const half = critical * Math.sqrt(control.variance + treatment.variance);
    return { value, low: value - half, high: value + half };
  });
  return { critical, differences };
}

/** √(v_0 / (v_0 + v_i)): how much of each comparison's error is the control's. */
export const loadingsOf = (control: GroupEstimate, treatments: readonly GroupEstimate[]): number[] =>
  treatments.map(({ variance }) =>
    control.variance === 0 ? 0 : Math.sqrt(control.variance / (control.variance + variance)),
  );
