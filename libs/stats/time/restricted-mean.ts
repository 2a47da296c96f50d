import { checkPositive } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import { normalSf } from '../special/normal.ts';
import { type Duration, type RiskRow, riskTable } from './duration.ts';

export interface RestrictedMean {
  /** Mean time without the event, counted up to the horizon. */
  value: number;
  standardError: number;
  low: number;
  high: number;
  /** True: the curve was drawn on flat beyond the last unit watched; take a shorter horizon. */
  beyondWatched: boolean;
}

export interface RestrictedMeanDifference {
  /** Treatment minus control, in the unit of time; below zero the treatment's replies come sooner or are more. */
  value: number;
  standardError: number;
  low: number;
  high: number;
  /** A fixed-horizon p-value: valid for one look; null where neither arm has an event to err about. */
  pValue: number | null;
  control: RestrictedMean;
  treatment: RestrictedMean;
}

/**
 * How long does a touch wait for its reply, counting at most `horizon`? The area under the Kaplan-Meier curve up to the
 * horizon (Irwin 1949), variance Σ Aᵢ² dᵢ / (nᵢ (nᵢ - dᵢ)) with Aᵢ the area from tᵢ on (Meier 1975; Klein and
 * Moeschberger 2003, 4.5). Unlike the median it exists when few reply, and unlike a hazard ratio it is in hours.
 * Interval by the normal, cut off at 0 and the horizon. Throws as `riskTable`, and `out-of-range` for `horizon` and
 * `level`.
 *
 * @example restrictedMean([{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }], 168)
 * // { value: 160.3, low: 158.2, high: 162.4 }
 */
export function restrictedMean(
  durations: readonly Duration[],
  horizon: number,
  options: Confidence = {},
): RestrictedMean {
  return restrictedMeanOf(durations, horizon, zOf(options), 'durations');
}

/**
 * Do replies come sooner in the treatment, over the same horizon? Difference of two restricted means with a normal
 * interval (Royston and Parmar 2013): it needs no proportional hazards. The horizon must be reached in both arms
 * (`beyondWatched`). Throws as `restrictedMean`, with `control` or `treatment` for `durations`.
 *
 * @example restrictedMeanDifference({ control: [{ time: 6, event: true, count: 30 },
 *   { time: 24, event: true, count: 20 }, { time: 168, event: false, count: 950 }],
 *   treatment: [{ time: 3, event: true, count: 40 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 940 }] }, 168)
 * // { difference: undefined, low: -4.873, high: 1.393, pValue: 0.2764 }
 */
export function restrictedMeanDifference(
  arms: { control: readonly Duration[]; treatment: readonly Duration[] },
  horizon: number,
  options: Confidence = {},
): RestrictedMeanDifference {
  const control = restrictedMeanOf(arms.control, horizon, zOf(options), 'control');
  const treatment = restrictedMeanOf(arms.treatment, horizon, zOf(options), 'treatment');
  const value = treatment.value - control.value;
  const standardError = Math.hypot(control.standardError, treatment.standardError);
  const half = zOf(options) * standardError;
  return {
    value,
    standardError,
    low: value - half,
    high: value + half,
    pValue: standardError > 0 ? 2 * normalSf(Math.abs(value) / standardError) : null,
    control,
    treatment,
  };
}

function restrictedMeanOf(
  durations: readonly Duration[],
  horizon: number,
  z: number,
  field: string,
): RestrictedMean {
  checkPositive('horizon', horizon);
  const table = riskTable(durations, field);
  const rows = table.filter(({ time }) => time <= horizon);
  const { value, variance, survival } = areaUnder(rows, horizon);
  const standardError = Math.sqrt(variance);
  const half = z * standardError;
  return {
    value,
    standardError,
    low: Math.max(0, value - half),
    high: Math.min(horizon, value + half),
    beyondWatched: survival > 0 && (table.at(-1)?.time ?? 0) < horizon,
  };
}

function areaUnder(
  rows: readonly RiskRow[],
  horizon: number,
): { value: number; variance: number; survival: number } {
  let survival = 1;
  const steps = rows.map((row) => {
    survival *= (row.atRisk - row.events) / row.atRisk;
    return { ...row, survival };
  });
  let area = 0;
  let variance = 0;
  let until = horizon;
  // Backwards, so that the area from each time on is a running sum.
  for (const { time, atRisk, events, survival: level } of steps.reverse()) {
    area += level * (until - time);
    until = time;
    if (events > 0 && events < atRisk) variance += (area * area * events) / (atRisk * (atRisk - events));
  }
  return { value: area + until, variance, survival };
}
