import { checkAtLeast, checkSuccesses } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { ANGLE } from '../quadrature/axis.ts';
import { bestOf } from '../quadrature/best-of.ts';
import { factorOn } from '../quadrature/panel-grid.ts';

export interface RateCount {
  successes: number;
  trials: number;
}

/** Beta(alpha, beta), both at least 1/2. */
export interface BetaPrior {
  alpha: number;
  beta: number;
}

export const JEFFREYS: BetaPrior = { alpha: 0.5, beta: 0.5 };

export interface BestRate {
  /** P(the rate of group k is the highest), adding up to 1. */
  probabilities: number[];
  /** Expected shortfall of each group: E[highest rate] - E[its rate], what choosing it gives up on average. */
  expectedLoss: number[];
  /** Posterior means. */
  means: number[];
  /** Expectation of the highest rate. */
  expectedMax: number;
}

/**
 * Which of K rates is the highest? Independent beta posteriors, exactly by quadrature (no draws): the same input always
 * gives the same answer, within 1e-10. K arms of a test, or the hazards of K steps.
 */
export function bestRate(groups: readonly RateCount[], prior: BetaPrior = JEFFREYS): BestRate {
  checkAtLeast('groups', groups, 1, 'groups');
  checkPrior('prior.alpha', prior.alpha);
  checkPrior('prior.beta', prior.beta);
  const posteriors = groups.map(({ successes, trials }, k) => {
    checkSuccesses(`groups[${k}].`, successes, trials);
    return { a: prior.alpha + successes, b: prior.beta + trials - successes };
  });
  const means = posteriors.map(({ a, b }) => a / (a + b));
  const factors = posteriors.map(({ a, b }) => factorOn(ANGLE, 2 * a - 1, 2 * b - 1));
  const { probabilities, expectedMax } = bestOf(ANGLE, factors);
  return {
    probabilities,
    expectedMax,
    means,
    expectedLoss: means.map((mean) => Math.max(0, expectedMax - mean)),
  };
}

function checkPrior(field: string, value: number): void {
  if (!(value >= 0.5 && value < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      'out-of-range',
      field,
      `${value} is under 1/2`,
      'Use 0.5 (Jeffreys), 1 (uniform) or more',
    );
  }
}
