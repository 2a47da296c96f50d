import { checkPositive, checkSuccesses } from '../check.ts';
import type { RateCount } from '../rate-count.ts';

/** Beta(alpha, beta): what is believed of a rate before its data; both above 0. */
export interface BetaPrior {
  alpha: number;
  beta: number;
}

/** Jeffreys' prior (1946): what a rate is believed to be when nothing is known. */
export const JEFFREYS: BetaPrior = { alpha: 0.5, beta: 0.5 };

/** Beta(alpha + successes, beta + failures); `field` is the path of the counts in an error. */
export function posteriorOf(field: string, { successes, trials }: RateCount, prior: BetaPrior): BetaPrior {
  checkPositive('prior.alpha', prior.alpha);
  checkPositive('prior.beta', prior.beta);
  checkSuccesses(field, successes, trials);
  return { alpha: prior.alpha + successes, beta: prior.beta + (trials - successes) };
}
