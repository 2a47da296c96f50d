import { gaussLegendre } from '../quadrature/gauss-legendre.ts';
import { normalCdf, normalSf } from '../special/normal.ts';

const RULE = gaussLegendre(16);
/** Beyond this many standard deviations nothing counts. */
const REACH = 9;
const ROOT_TWO_PI = 2.5066282746310002;

/** Points of the process B(t) = θt + W(t) among the paths that have not stopped, with their masses. */
export interface Surviving {
  time: number;
  points: Float64Array;
  masses: Float64Array;
}

export const START: Surviving = { time: 0, points: Float64Array.of(0), masses: Float64Array.of(1) };

/** P(B(time) > value) and P(B(time) < value) over the surviving paths. */
export function passing(
  { time: before, points, masses }: Surviving,
  time: number,
  drift: number,
  value: number,
) {
  const sd = Math.sqrt(time - before);
  let above = 0;
  let below = 0;
  for (let i = 0; i < points.length; i++) {
    const z = (value - (points[i] ?? 0) - drift * (time - before)) / sd;
    const mass = masses[i] ?? 0;
    above += mass * normalSf(z);
    below += mass * normalCdf(z);
  }
  return { above, below };
}

/**
 * The paths that are between `low` and `high` at `time`: their density is the surviving one smeared by the normal of the new
 * information (Armitage, McPherson and Rowe 1969), on Gauss-Legendre panels that resolve this step's and the next one's normal.
 */
export function survive(
  before: Surviving,
  time: number,
  drift: number,
  low: number,
  high: number,
  nextStep: number,
): Surviving {
  const step = time - before.time;
  const sd = Math.sqrt(step);
  const from = Math.max(low, drift * time - REACH * Math.sqrt(time));
  const to = Math.min(high, drift * time + REACH * Math.sqrt(time));
  if (!(to > from)) return { time, points: new Float64Array(0), masses: new Float64Array(0) };
  const panels = Math.ceil((to - from) / (1.5 * Math.min(sd, Math.sqrt(nextStep))));
  const half = (to - from) / panels / 2;
  const points = new Float64Array(panels * RULE.nodes.length);
  const masses = new Float64Array(points.length);
  let i = 0;
  for (let panel = 0; panel < panels; panel++) {
    for (const [k, node] of RULE.nodes.entries()) {
      const point = from + half * (2 * panel + 1 + node);
      points[i] = point;
      masses[i] = half * (RULE.weights[k] ?? 0) * density(before, point - drift * step, sd);
      i += 1;
    }
  }
  return { time, points, masses };
}

function density({ points, masses }: Surviving, at: number, sd: number): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    const z = (at - (points[i] ?? 0)) / sd;
    if (z > REACH || z < -REACH) continue;
    sum += (masses[i] ?? 0) * Math.exp(-0.5 * z * z);
  }
  return sum / (sd * ROOT_TWO_PI);
}
