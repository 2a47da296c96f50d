import { type LogitBeta, logitBeta } from '../quadrature/logit-beta.ts';
import { type BetaCurve, betaCurve, curveAt, panelOf } from './beta-curve.ts';
import { type BetaNodes, betaNodes } from './beta-nodes.ts';
import { averageOverRange, rangeOf } from './rate-range.ts';

/** The scale on which two rates are compared: treatment - control, or log(treatment / control). */
export type ContrastScale = 'difference' | 'log-ratio';

/** P(contrast <= v), P(contrast > v) and the density at v. */
export interface Point {
  below: number;
  above: number;
  density: number;
}

/** Two independent beta posteriors, and the distribution of their contrast. */
export interface RateContrast {
  scale: ContrastScale;
  control: LogitBeta;
  treatment: LogitBeta;
  /** The narrower of the two posteriors is summed over, the distribution function of the wider is looked up. */
  nodes: BetaNodes;
  curve: BetaCurve;
  narrowIsControl: boolean;
}

export interface BetaParameters {
  alpha: number;
  beta: number;
}

export function rateContrast(
  control: BetaParameters,
  treatment: BetaParameters,
  scale: ContrastScale,
): RateContrast {
  const one = logitBeta(control.alpha, control.beta);
  const two = logitBeta(treatment.alpha, treatment.beta);
  const { nodes, narrowIsControl } = narrower(one, two, scale);
  const curve = betaCurve(narrowIsControl ? two : one);
  return { scale, control: one, treatment: two, nodes, curve, narrowIsControl };
}

/** With fewer successes or failures than this a posterior is so skewed that its width alone says too little. */
const SKEWED = 20;

/**
 * The rate to sum over: the points must lie closer than half the width over which the other rate's distribution function rises.
 * Between bells the narrower one does that as it is; else both are tried, and the one that needs fewer points is taken.
 */
function narrower(one: LogitBeta, two: LogitBeta, scale: ContrastScale) {
  if (Math.min(one.a, one.b, two.a, two.b) >= SKEWED) {
    const narrowIsControl = spread(one.a, one.b, scale) <= spread(two.a, two.b, scale);
    return { nodes: betaNodes(narrowIsControl ? one : two), narrowIsControl };
  }
  const [overOne, overTwo] = [betaNodes(one), betaNodes(two)];
  const [finerOne, finerTwo] = [refinement(overOne, two, scale), refinement(overTwo, one, scale)];
  const narrowIsControl = finerOne * overOne.x.length <= finerTwo * overTwo.x.length;
  const [nodes, finer] = narrowIsControl ? [overOne, finerOne] : [overTwo, finerTwo];
  return { nodes: finer > 1 ? betaNodes(nodes.beta, finer) : nodes, narrowIsControl };
}

/** Points with less weight than this need not lie close. */
const LIGHT = 1e-7;

/** How much closer the points must lie, at least 1. */
function refinement({ x, logX, weights }: BetaNodes, wide: LogitBeta, scale: ContrastScale): number {
  const places = scale === 'difference' ? x : logX;
  let widest = 0;
  for (let i = 1; i < places.length; i++) {
    if ((weights[i] ?? 0) < LIGHT) continue;
    widest = Math.max(widest, (places[i] ?? 0) - (places[i - 1] ?? 0));
  }
  // A density that is infinite at its end rises there, and falls as slowly as that of a whole success.
  const width = Math.sqrt(spread(Math.max(1, wide.a), Math.max(1, wide.b), scale));
  return Math.max(1, (2 * widest) / width);
}

/** Variance of the rate, or of the rate relative to its mean. */
function spread(a: number, b: number, scale: ContrastScale): number {
  const relative = b / a / (a + b + 1);
  return scale === 'difference' ? (relative * a * a) / (a + b) ** 2 : relative;
}

/**
 * P(contrast <= v) = Σ weight_i · P(wider rate on the far side of the point that node i and v fix). Where the wider rate's
 * range ends inside the narrower one (small counts), the sum is taken over the part in between, see rate-range.ts.
 */
export function contrastAt(contrast: RateContrast, v: number): Point {
  const { scale, nodes, curve, narrowIsControl } = contrast;
  const shift = narrowIsControl ? v : -v;
  const range = rangeOf(nodes, curve, shift, scale);
  const sums = range
    ? averageOverRange(nodes, curve, range)
    : scale === 'difference'
      ? averageOfDifference(nodes, curve, shift)
      : averageOfRatio(nodes, curve, shift);
  return narrowIsControl ? sums : { below: sums.above, above: sums.below, density: sums.density };
}

function averageOfDifference(nodes: BetaNodes, curve: BetaCurve, shift: number): Point {
  const { x, y, weights } = nodes;
  const { center } = curve.beta;
  const sums = { below: 0, above: 0, density: 0 };
  let panel = 0;
  for (let i = 0; i < weights.length; i++) {
    const at = (x[i] ?? 0) + shift;
    const rest = (y[i] ?? 0) - shift;
    const weight = weights[i] ?? 0;
    if (at <= 0) sums.above += weight;
    else if (rest <= 0) sums.below += weight;
    else panel = add(sums, curve, Math.log(at / rest) - center, panel, weight, 1 / (at * rest));
  }
  return sums;
}

function averageOfRatio(nodes: BetaNodes, curve: BetaCurve, shift: number): Point {
  const { x, logX, weights } = nodes;
  const { center } = curve.beta;
  const ratio = Math.exp(shift);
  const sums = { below: 0, above: 0, density: 0 };
  let panel = 0;
  for (let i = 0; i < weights.length; i++) {
    const log = (logX[i] ?? 0) + shift;
    const weight = weights[i] ?? 0;
    if (log >= 0) sums.below += weight;
    else {
      // Far from 1 the plain difference loses nothing, and costs a tenth.
      const at = (x[i] ?? 0) * ratio;
      const rest = at < 0.5 ? 1 - at : -Math.expm1(log);
      panel = add(sums, curve, log - Math.log(rest) - center, panel, weight, 1 / rest);
    }
  }
  return sums;
}

function add(sums: Point, curve: BetaCurve, w: number, hint: number, weight: number, slope: number): number {
  const panel = panelOf(curve, w, Math.max(0, hint));
  const { below, above, density } = curveAt(curve, w, panel);
  sums.below += weight * below;
  sums.above += weight * above;
  sums.density += weight * density * slope;
  return Math.max(0, Math.min(panel, curve.masses.length - 1));
}

export interface Superiority {
  /** P(treatment > control) */
  probability: number;
  /** E[(treatment - control)⁺]: what keeping the control gives up. */
  lossOfControl: number;
  /** E[(control - treatment)⁺]: what choosing the treatment gives up. */
  lossOfTreatment: number;
}

/**
 * P(treatment > control) and the expected losses in one pass, with E[(x - W)⁺] = (x - μ) P(W <= x) + g(x) / (a + b) for
 * W ~ Beta(a, b) of mean μ and density g on the logit scale (by parts: x^a (1-x)^b / (a B) = I_x(a, b) - I_x(a + 1, b)).
 */
export function superiority({ nodes, curve, narrowIsControl }: RateContrast): Superiority {
  const { x, logX, y, weights } = nodes;
  const { a, b, mean, center } = curve.beta;
  let wideBelow = 0;
  let wideAbove = 0;
  let narrowAhead = 0;
  let wideAhead = 0;
  let panel = 0;
  for (let i = 0; i < weights.length; i++) {
    const w = (logX[i] ?? 0) - Math.log(y[i] ?? 1) - center;
    panel = Math.max(0, Math.min(panelOf(curve, w, panel), curve.masses.length - 1));
    const { below, above, density } = curveAt(curve, w, panelOf(curve, w, panel));
    const weight = weights[i] ?? 0;
    const off = (x[i] ?? 0) - mean;
    const rest = density / (a + b);
    wideBelow += weight * below;
    wideAbove += weight * above;
    narrowAhead += weight * (off * below + rest);
    wideAhead += weight * (rest - off * above);
  }
  return narrowIsControl
    ? { probability: wideAbove, lossOfControl: wideAhead, lossOfTreatment: narrowAhead }
    : { probability: wideBelow, lossOfControl: narrowAhead, lossOfTreatment: wideAhead };
}
