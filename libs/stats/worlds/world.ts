import { checkAtLeast, checkPositive, checkProbability, checkSameLength } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/**
 * A simulated audience whose truth is known. A contact of eagerness z (Gamma with mean 1) who gets step s at position p,
 * after step t, replies with probability 1 - exp(-z exp(a_s + b_p + g_ts)); who does not reply leaves with probability u_s.
 */
export interface World {
  name: string;
  /** a_s: log cumulative hazard of each step. */
  logHazard: readonly number[];
  /** b_p: log effect of each position. */
  position: readonly number[];
  /** g_ts: log effect on step s of having got step t just before; rows are t. */
  carryOver: readonly (readonly number[])[];
  /** u_s. */
  exit: readonly number[];
  /** Variance of z; 0 for an audience of one kind. */
  frailty: number;
}

/** Throws DomainError for a world whose parts do not fit together. */
export function checkWorld({ logHazard, position, carryOver, exit, frailty }: World): void {
  const steps = logHazard.length;
  checkAtLeast('world.logHazard', logHazard, 1, 'steps');
  checkSameLength('world.position', position, steps);
  checkSameLength('world.carryOver', carryOver, steps);
  checkSameLength('world.exit', exit, steps);
  for (const [t, row] of carryOver.entries()) checkSameLength(`world.carryOver[${t}]`, row, steps);
  for (const [s, value] of exit.entries()) checkProbability(`world.exit[${s}]`, value);
  if (frailty !== 0) checkPositive('world.frailty', frailty);
}

/** Throws DomainError unless `order` holds each of the steps 0 … steps - 1 once. */
export function checkOrder(field: string, order: readonly number[], steps: number): void {
  checkSameLength(field, order, steps);
  const sorted = [...order].sort((a, b) => a - b);
  if (sorted.some((step, i) => step !== i)) {
    throw new DomainError(
      'out-of-range',
      field,
      `${order.join(', ')} is not an order of ${steps} steps`,
      `Give each of 0 … ${steps - 1} once`,
    );
  }
}
