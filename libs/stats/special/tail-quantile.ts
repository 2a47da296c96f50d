import { DomainError } from '../domain-error.ts';

/** log P(U <= u) and the density of U at u divided by that probability. */
export interface LogTail {
  log: number;
  slope: number;
}

/**
 * The u at which a log-concave tail holds a given probability: solves log P(u) = target by Newton's method.
 * log P is concave and increasing, so after at most one overshoot to the left the iterates rise to the root:
 * no bracket is needed. Used with u = logit x (beta) and u = log x (gamma), where the density is log-concave
 * for all parameters. A step to where the tail is under the smallest double is halved; -Infinity if the root lies there.
 */
export function tailQuantile(tail: (u: number) => LogTail, target: number, start: number): number {
  let u = start;
  let at = tail(u);
  let before = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 200; i++) {
    let step = (target - at.log) / at.slope;
    let next = tail(u + step);
    while (!Number.isFinite(next.log)) {
      // Not `< 1e-3`: a slope of 0 or NaN makes the step one that no halving shortens.
      if (!(Math.abs(step) >= 1e-3 && Number.isFinite(step))) return Number.NEGATIVE_INFINITY;
      step /= 2;
      next = tail(u + step);
    }
    u += step;
    at = next;
    const size = Math.abs(step);
    // Quadratic once near: stop at rounding, or when rounding makes the steps grow again.
    if (size <= 1e-15 * Math.abs(u) || (size < 1e-9 && size >= before)) return u;
    before = size;
  }
  throw new DomainError(
    'no-convergence',
    'p',
    'the quantile was not found',
    'Give a less extreme probability',
  );
}
