import {
  CHEBYSHEV_NODES,
  CHEBYSHEV_ORDER,
  chebyshevFit,
  chebyshevIntegral,
  chebyshevValue,
} from '../quadrature/chebyshev.ts';
import { type LogitBeta, logDensity, panels } from '../quadrature/logit-beta.ts';

const VALUES = CHEBYSHEV_ORDER;
const INTEGRALS = VALUES + 1;

/**
 * The distribution of a rate, Beta(a, b), as piecewise polynomials on the logit scale: any probability then costs some twenty
 * multiplications. Both tails are kept, so that neither is 1 minus the other.
 */
export interface BetaCurve {
  beta: LogitBeta;
  edges: Float64Array;
  densities: Float64Array;
  integrals: Float64Array;
  /** P(below the panel). */
  below: Float64Array;
  /** P(above the panel). */
  above: Float64Array;
  masses: Float64Array;
}

const values = new Float64Array(VALUES);

export function betaCurve(beta: LogitBeta): BetaCurve {
  const edges = new Float64Array(panels(beta));
  const count = edges.length - 1;
  const densities = new Float64Array(count * VALUES);
  const integrals = new Float64Array(count * INTEGRALS);
  const masses = new Float64Array(count);
  let total = 0;
  for (let k = 0; k < count; k++) {
    const from = edges[k] ?? 0;
    const half = ((edges[k + 1] ?? 0) - from) / 2;
    for (let i = 0; i < VALUES; i++) {
      values[i] = Math.exp(logDensity(beta, from + half * (1 + (CHEBYSHEV_NODES[i] ?? 0))));
    }
    chebyshevFit(values, densities, k * VALUES);
    chebyshevIntegral(densities, k * VALUES, half, integrals, k * INTEGRALS);
    const mass = chebyshevValue(integrals, k * INTEGRALS, INTEGRALS, 1);
    masses[k] = mass;
    total += mass;
  }
  for (let i = 0; i < densities.length; i++) densities[i] = (densities[i] ?? 0) / total;
  for (let i = 0; i < integrals.length; i++) integrals[i] = (integrals[i] ?? 0) / total;
  const below = new Float64Array(count);
  const above = new Float64Array(count);
  for (let k = 0; k < count; k++) masses[k] = (masses[k] ?? 0) / total;
  for (let k = 1; k < count; k++) below[k] = (below[k - 1] ?? 0) + (masses[k - 1] ?? 0);
  for (let k = count - 2; k >= 0; k--) above[k] = (above[k + 1] ?? 0) + (masses[k + 1] ?? 0);
  return { beta, edges, densities, integrals, below, above, masses };
}

/** The panel that holds w, from `hint` on in either direction; -1 below all, `masses.length` above all. */
export function panelOf({ edges, masses }: BetaCurve, w: number, hint: number): number {
  let k = hint;
  while (k < masses.length && w >= (edges[k + 1] ?? 0)) k++;
  while (k >= 0 && w < (edges[k] ?? 0)) k--;
  return k;
}

/** P(rate <= x), P(rate > x) and the density on the logit scale, at w = logit x - center. */
export interface CurvePoint {
  below: number;
  above: number;
  density: number;
}

export function curveAt(curve: BetaCurve, w: number, panel: number): CurvePoint {
  const { edges, masses, densities, integrals } = curve;
  if (panel < 0) return { below: 0, above: 1, density: 0 };
  if (panel >= masses.length) return { below: 1, above: 0, density: 0 };
  const from = edges[panel] ?? 0;
  const to = edges[panel + 1] ?? 0;
  const t = (2 * w - from - to) / (to - from);
  const part = chebyshevValue(integrals, panel * INTEGRALS, INTEGRALS, t);
  return {
    below: (curve.below[panel] ?? 0) + part,
    above: (curve.above[panel] ?? 0) + (masses[panel] ?? 0) - part,
    density: chebyshevValue(densities, panel * VALUES, VALUES, t),
  };
}
