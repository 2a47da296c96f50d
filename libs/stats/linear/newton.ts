import { cholesky, inverseFromCholesky, solveCholesky } from './cholesky.ts';
import { dot, type Matrix } from './matrix.ts';

/** A log-likelihood at one place: its value, gradient and information (minus the matrix of second derivatives, or its mean). */
export interface Likelihood {
  logLikelihood: number;
  score: readonly number[];
  information: Matrix;
}

export type Maximum =
  | { kind: 'maximum'; at: number[]; logLikelihood: number; information: Matrix; covariance: number[][] }
  /** It grows without end along some direction: an effect without a finite estimate. */
  | { kind: 'no-maximum' }
  /** The information is singular at the start: the covariates are not independent. */
  | { kind: 'singular' };

const MOST_STEPS = 60;
/** A Newton decrement (the rise still to be had) this small is rounding. */
const DONE = 1e-20;

/**
 * The maximum of a concave log-likelihood by Newton's method (or Fisher scoring), a step halved until it does not fall.
 * Where the maximum lies at infinity the steps do not shrink while the rise does; that ends as `no-maximum`.
 */
export function maximize(
  likelihood: (at: readonly number[]) => Likelihood,
  start: readonly number[],
): Maximum {
  let at = [...start];
  const first = likelihood(at);
  let here = first;
  for (let i = 0; i < MOST_STEPS; i++) {
    const lower = cholesky(here.information);
    if (faded(here, first)) return { kind: 'no-maximum' };
    if (lower === null) return { kind: i === 0 ? 'singular' : 'no-maximum' };
    const step = solveCholesky(lower, here.score);
    const rise = dot(step, here.score);
    const size = Math.max(...step.map((value, j) => Math.abs(value) / (1 + Math.abs(at[j] ?? 0))));
    const rounding = 1e-15 * Math.abs(here.logLikelihood);
    if (rise <= DONE || size <= 1e-12 || (rise <= rounding && size <= 1e-7)) {
      at = at.map((value, j) => value + (step[j] ?? 0));
      const { logLikelihood, information } = likelihood(at);
      const last = cholesky(information);
      if (last === null || !(size < 1e-3)) return { kind: 'no-maximum' };
      return { kind: 'maximum', at, logLikelihood, information, covariance: inverseFromCholesky(last) };
    }
    ({ at, here } = climb(likelihood, at, step, here));
  }
  return { kind: 'no-maximum' };
}

/** On the way to a maximum at infinity the information of a coefficient vanishes as e^-step; a finite one keeps some of it. */
function faded(here: Likelihood, first: Likelihood): boolean {
  return here.information.some((row, j) => !((row[j] ?? 0) >= 1e-11 * (first.information[j]?.[j] ?? 0)));
}

function climb(
  likelihood: (at: readonly number[]) => Likelihood,
  from: readonly number[],
  step: readonly number[],
  here: Likelihood,
): { at: number[]; here: Likelihood } {
  const rounding = 1e-12 * (1 + Math.abs(here.logLikelihood));
  for (let factor = 1; ; factor /= 2) {
    const at = from.map((value, j) => value + factor * (step[j] ?? 0));
    const there = likelihood(at);
    if (there.logLikelihood >= here.logLikelihood - rounding || factor < 1e-6) return { at, here: there };
  }
}
