import { type LogitBeta, logDensity } from '../quadrature/logit-beta.ts';
import { betaCdf } from '../special/beta.ts';
import { type BetaCurve, curveAt, panelOf } from './beta-curve.ts';
import type { BetaNodes } from './beta-nodes.ts';
import type { ContrastScale, Point } from './rate-contrast.ts';

/**
 * The part (low, low + size) of the narrow rate's range in which both rates move; the wide rate there goes from `wideLow` over
 * `size · slope`. The complements are kept, because a rate near 1 is known by its distance from 1.
 */
export interface Range {
  low: number;
  /** 1 - the upper end. */
  rest: number;
  size: number;
  wideLow: number;
  wideRest: number;
  slope: number;
  scale: ContrastScale;
}

/** From 20 successes (or failures) on, a density is so flat at its end that the plain sum does not see the end. */
const FLAT = 20;

/** Null where the plain sum over the nodes is right. */
export function rangeOf(
  nodes: BetaNodes,
  curve: BetaCurve,
  shift: number,
  scale: ContrastScale,
): Range | null {
  const { a, b } = curve.beta;
  if (a >= FLAT && b >= FLAT) return null;
  const lowest = nodes.x[0] ?? 0;
  const highestRest = nodes.y[nodes.y.length - 1] ?? 0;
  if (scale === 'log-ratio') {
    const rest = shift > 0 ? -Math.expm1(-shift) : 0;
    if (b >= FLAT || rest <= highestRest) return null;
    const size = Math.exp(-shift);
    return { low: 0, rest, size, wideLow: 0, wideRest: 0, slope: 1 / size, scale };
  }
  const low = Math.max(0, -shift);
  const rest = Math.max(0, shift);
  const cutsLow = a < FLAT && low > lowest;
  const cutsHigh = b < FLAT && rest > highestRest;
  if ((!cutsLow && !cutsHigh) || low >= 1 || rest >= 1) return null;
  return { low, rest, size: 1 - low - rest, wideLow: rest, wideRest: low, slope: 1, scale };
}

const WIDEST = 42;
const AGREE = 1e-8;
/** Of the density, relative: it only steers the root finding, and far out the polynomials know it no better. */
const DENSITY_AGREES = 1e-6;

/**
 * Averages of the wide rate's distribution function over the narrow one's density on a range, by the trapezoidal rule on the
 * range's own logit scale, where the ends are as smooth as the rest. The step is halved until two sums agree to 8 digits: the
 * rule squares its error with every halving, so the last one is good to the last digits.
 */
export function averageOverRange(nodes: BetaNodes, curve: BetaCurve, range: Range): Point {
  const { center, step: first } = startOf(nodes.beta, range);
  const total = { below: 0, above: 0, density: 0 };
  collect(total, nodes, curve, range, center, 0, first);
  let before = { ...total };
  for (let step = first; step > first / 300; step /= 2) {
    collect(total, nodes, curve, range, center, step / 2, step);
    total.below /= 2;
    total.above /= 2;
    total.density /= 2;
    const off = Math.abs(total.below - before.below) + Math.abs(total.above - before.above);
    if (off < AGREE && Math.abs(total.density - before.density) <= DENSITY_AGREES * total.density) break;
    before = { ...total };
  }
  // Outside the range the wide rate is certainly above, or below.
  const { a, b } = nodes.beta;
  return {
    below: total.below + betaCdf(range.rest, b, a, 1 - range.rest),
    above: total.above + betaCdf(range.low, a, b, 1 - range.low),
    density: total.density,
  };
}

/** Adds step · integrand at center + sinh(offset + k · step) for all k that matter. */
function collect(
  total: Point,
  { beta, logMass }: BetaNodes,
  curve: BetaCurve,
  range: Range,
  center: number,
  offset: number,
  step: number,
): void {
  const end = reachOf(beta);
  const reach = Math.asinh(2 * end);
  let panel = 0;
  for (let v = offset - step * Math.ceil(reach / step); v < reach; v += step) {
    const u = center + Math.sinh(v);
    if (Math.abs(u) > end) continue;
    const { logWeight, part, otherPart } = weightAt(beta, range, u);
    if (logWeight - logMass < -WIDEST) continue;
    const weight = step * Math.cosh(v) * Math.exp(logWeight - logMass);
    const at = range.wideLow + range.slope * part;
    const rest = range.wideRest + range.slope * otherPart;
    const w = Math.log(at / rest) - curve.beta.center;
    panel = panelOf(curve, w, Math.max(0, Math.min(panel, curve.masses.length - 1)));
    const { below, above, density } = curveAt(curve, w, panel);
    total.below += weight * below;
    total.above += weight * above;
    total.density += (weight * density) / (range.scale === 'difference' ? at * rest : rest);
  }
}

/** Where the weight is negligible at the latest: it falls like e^(a u), and with the range's size at least like e^u. */
function reachOf({ a, b }: LogitBeta): number {
  return Math.min(700, (2 * WIDEST) / Math.min(1, a, b));
}

/** log of the narrow density times dx/du at u, the logit within the range, and the distances from both ends. */
function weightAt(beta: LogitBeta, { low, rest, size }: Range, u: number) {
  const part = size / (1 + Math.exp(-u));
  const otherPart = size / (1 + Math.exp(u));
  const x = low + part;
  const y = rest + otherPart;
  const logWeight =
    logDensity(beta, Math.log(x / y) - beta.center) + Math.log((part * (otherPart / size)) / (x * y));
  return { logWeight, part, otherPart };
}

/** The weight's peak and a step that cannot miss it: around the mode where that lies well inside, else by a scan. */
function startOf(beta: LogitBeta, range: Range): { center: number; step: number } {
  const part = beta.mean - range.low;
  const otherPart = beta.rest - range.rest;
  if (part > 0 && otherPart > 0) {
    const sd = Math.sqrt((beta.mean * beta.rest) / (beta.a + beta.b)) / ((part * otherPart) / range.size);
    if (sd < 0.5) return { center: Math.log(part / otherPart), step: sd };
  }
  let center = 0;
  let top = Number.NEGATIVE_INFINITY;
  for (let u = -WIDEST; u <= WIDEST; u += 1) {
    const { logWeight } = weightAt(beta, range, u);
    if (logWeight > top) {
      top = logWeight;
      center = u;
    }
  }
  return { center, step: 0.5 };
}
