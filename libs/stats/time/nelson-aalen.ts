import { type Confidence, zOf } from '../confidence.ts';
import { type Duration, type RiskRow, riskTable } from './duration.ts';

export interface CumulativeHazardPoint extends RiskRow {
  /** Expected number of events of a unit watched all the time up to here. */
  cumulativeHazard: number;
  standardError: number;
  /** Null before the first event, where the log scale has no value. */
  low: number | null;
  high: number | null;
}

/**
 * How fast do replies come, and is the pace falling? The slope of the cumulative hazard is the rate per unit of time: a
 * straight line is a constant pace. Nelson (1972) and Aalen (1978): H(t) = Σ dᵢ/nᵢ, variance Σ dᵢ/nᵢ², interval on the
 * log scale H exp(± z se / H). Errors as `kaplanMeier`.
 *
 * @example nelsonAalen([{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }])[1]
 * // { time: 24, cumulativeHazard: 0.05062, standardError: 0.007159 }
 */
export function nelsonAalen(
  durations: readonly Duration[],
  options: Confidence = {},
): CumulativeHazardPoint[] {
  const z = zOf(options);
  let hazard = 0;
  let variance = 0;
  return riskTable(durations).map((row) => {
    hazard += row.events / row.atRisk;
    variance += row.events / row.atRisk ** 2;
    const standardError = Math.sqrt(variance);
    const spread = Math.exp((z * standardError) / hazard);
    return {
      ...row,
      cumulativeHazard: hazard,
      standardError,
      low: hazard > 0 ? hazard / spread : null,
      high: hazard > 0 ? hazard * spread : null,
    };
  });
}
