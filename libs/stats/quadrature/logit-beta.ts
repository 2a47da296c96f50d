/**
 * A beta density on the logit scale, seen from its mode: w = logit x - logit(a / (a + b)). There it is smooth and
 * log-concave for all a, b > 0, however small the prior, and its logarithm
 * a w - (a + b) log(1 + μ (e^w - 1)), μ = a / (a + b), loses no digits however large the counts.
 */
export interface LogitBeta {
  a: number;
  b: number;
  /** a / (a + b) */
  mean: number;
  /** b / (a + b) */
  rest: number;
  /** log(a / b), where w is 0. */
  center: number;
}

export function logitBeta(a: number, b: number): LogitBeta {
  return { a, b, mean: a / (a + b), rest: b / (a + b), center: Math.log(a / b) };
}

/** Below this the log density is as good as zero: e^-41 = 1.6e-18. */
export const NEGLIGIBLE = -41;

/** log of the density at w, relative to the mode; to the right of it with the ends swapped, so that e^w cannot overflow. */
export function logDensity({ a, b, mean, rest }: LogitBeta, w: number): number {
  return w > 0
    ? -b * w - (a + b) * Math.log1p(rest * Math.expm1(-w))
    : a * w - (a + b) * Math.log1p(mean * Math.expm1(w));
}

/**
 * Width of a panel that starts at w and goes away from the mode (or towards it: the rule is slow enough for both), such that
 * 16 nodes resolve the density: its logarithm moves by at most 9 along the slope and 0.7 by the curvature, and the
 * singularities at a distance of π from the real axis matter only where there is curvature.
 */
export function panelWidth({ a, b, mean, rest }: LogitBeta, w: number): number {
  const grown = Math.exp(Math.abs(w));
  // x and 1 - x without overflow on either side
  const x = w > 0 ? mean / (mean + rest / grown) : mean / (mean + rest * grown);
  const y = w > 0 ? rest / (rest + mean * grown) : rest / (rest + mean / grown);
  const slope = Math.abs(b * x - a * y);
  const curvature = (a + b) * x * y;
  const smooth = Math.max(1.2, -0.5 * Math.log(curvature));
  return Math.min(9 / slope, 1.7 / Math.sqrt(curvature), smooth);
}

/** Panel boundaries from tail to tail, in w. */
export function panels(beta: LogitBeta): number[] {
  const right = [0];
  for (let w = 0; logDensity(beta, w) > NEGLIGIBLE; right.push(w)) w += panelWidth(beta, w);
  const left: number[] = [];
  for (let w = 0; logDensity(beta, w) > NEGLIGIBLE; left.push(w)) w -= panelWidth(beta, w);
  return [...left.reverse(), ...right];
}
