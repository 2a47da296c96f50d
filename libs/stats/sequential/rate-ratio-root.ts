import type { Interval } from '../interval.ts';

/** Conversions of control and treatment under one allocation. */
export interface Segment {
  control: number;
  treatment: number;
  controlShare: number;
  treatmentShare: number;
}

/**
 * All d with Σ [n₂ d - (n₁ + n₂) log(ρ₁ + ρ₂ e^d)] >= limit: log rate ratios that the conversions do not rule out. An end is
 * infinite while that arm has no conversion. Where none is left (regimes that contradict each other) low > high.
 */
export function acceptedLogRatios(segments: readonly Segment[], limit: number): Interval {
  const mirrored = segments.map(({ control, treatment, controlShare, treatmentShare }) => ({
    control: treatment,
    treatment: control,
    controlShare: treatmentShare,
    treatmentShare: controlShare,
  }));
  // n₂ d - n log(ρ₁ + ρ₂ e^d) is the mirrored expression at -d.
  const low = lowerEnd(segments, limit);
  const high = lowerEnd(mirrored, limit);
  return low === null || high === null
    ? { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }
    : { low, high: high === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : -high };
}

/**
 * The lower root. The left side is concave and lies below its asymptote n₂ d - Σ n log ρ₁, so Newton's method from the
 * asymptote's root rises to the root without passing it; where there is no root the slope falls to zero first: null.
 */
function lowerEnd(segments: readonly Segment[], limit: number): number | null {
  let treated = 0;
  let asymptote = 0;
  for (const { control, treatment, controlShare } of segments) {
    treated += treatment;
    asymptote += (control + treatment) * Math.log(controlShare);
  }
  if (treated === 0) return Number.NEGATIVE_INFINITY;
  let d = (limit + asymptote) / treated;
  for (let i = 0; i < 500; i++) {
    let missing = limit;
    let slope = 0;
    for (const { control, treatment, controlShare, treatmentShare } of segments) {
      const total = control + treatment;
      const odds = treatmentShare * Math.exp(d);
      missing -= treatment * d - total * Math.log(controlShare + odds);
      slope += (treatment * controlShare - control * odds) / (controlShare + odds);
    }
    if (slope <= 0) return missing <= 1e-9 * (1 + Math.abs(limit)) ? d : null;
    const step = missing / slope;
    d += step;
    if (step <= 1e-14 * Math.max(1, Math.abs(d))) break;
  }
  return d;
}
