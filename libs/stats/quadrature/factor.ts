import { type LogitBeta, logDensity, logitBeta, NEGLIGIBLE, panelWidth } from './logit-beta.ts';

/** One independent quantity on an axis t: log of its density relative to the mode, the range that holds it, panel widths. */
export interface Factor {
  from: number;
  to: number;
  logDensity: (t: number) => number;
  /** Width of a panel that starts at t and resolves the density. */
  width: (t: number) => number;
}

/** A rate with posterior Beta(a, b), on the axis t = logit x. */
export function rateFactor(a: number, b: number): Factor {
  const beta = logitBeta(a, b);
  return {
    from: beta.center - reach(beta, -1),
    to: beta.center + reach(beta, 1),
    logDensity: (t) => logDensity(beta, t - beta.center),
    width: (t) => panelWidth(beta, t - beta.center),
  };
}

function reach(beta: LogitBeta, side: number): number {
  let w = 0;
  while (logDensity(beta, side * w) > NEGLIGIBLE) w += panelWidth(beta, side * w);
  return w;
}

/** Half-width of the range in standard deviations: what lies outside has probability under e^-40. */
const REACH = 9;

/** Gamma(shape, 1) on the axis t = √x, where density ∝ t^(2 shape - 1) e^(-t²) is as smooth for shape 1/2 as for any other. */
export function gammaFactor(shape: number): Factor {
  const power = 2 * shape - 1;
  const mode = Math.sqrt(power / 2);
  const log = (t: number) => (power === 0 ? 0 : power * Math.log(t)) - t * t;
  const top = power === 0 ? 0 : log(mode);
  return {
    from: Math.max(0, mode - REACH / Math.SQRT2),
    to: mode + REACH / Math.SQRT2,
    logDensity: (t) => log(t) - top,
    width: () => 0.75,
  };
}
