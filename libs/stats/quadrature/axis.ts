/**
 * A variable t in which beta (or gamma) densities have no singularity at the ends:
 * density(t) ∝ exp(a · first(t) + b · second(t)) with a, b >= 0.
 */
export interface Axis {
  upper: number;
  /** The quantity itself at t. */
  value: (t: number) => number;
  first: (t: number) => number;
  second: (t: number) => number;
  shape: (a: number, b: number) => Shape;
}

/** Where a density lives on its axis. */
export interface Shape {
  mode: number;
  /** √ of a lower bound of -(log density)'': the tails are no heavier than those of a normal with sd 1 / concavity. */
  concavity: number;
  /** √ of -(log density)'' at the mode: 1 / curvature is the width that panels must resolve. */
  curvature: number;
}

/**
 * x = sin² t for Beta(α, β): density ∝ (sin t)^(2α - 1) (cos t)^(2β - 1), so α = 1/2 (the Jeffreys prior without a
 * success) and β = 1/2 are as smooth as any other. -(log)'' = a / sin² t + b / cos² t >= (√a + √b)².
 */
export const ANGLE: Axis = {
  upper: Math.PI / 2,
  value: (t) => Math.sin(t) ** 2,
  first: (t) => Math.log(Math.sin(t)),
  second: (t) => Math.log(Math.cos(t)),
  shape: (a, b) => ({
    mode: Math.atan2(Math.sqrt(a), Math.sqrt(b)),
    concavity: Math.sqrt(a) + Math.sqrt(b),
    curvature: Math.sqrt(2 * (a + b)),
  }),
};

/** x = t² for Gamma(α, 1): density ∝ t^(2α - 1) e^(-t²), with -(log)'' = a / t² + 2b, b = 1. */
export const ROOT: Axis = {
  upper: Number.POSITIVE_INFINITY,
  value: (t) => t * t,
  first: (t) => Math.log(t),
  second: (t) => -t * t,
  shape: (a, b) => ({
    mode: Math.sqrt(a / (2 * b)),
    concavity: Math.sqrt(2 * b),
    curvature: 2 * Math.sqrt(b),
  }),
};
