import { checkAtLeast, checkNumber, checkPositive, checkProbability, checkSameLength } from '../check.ts';

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
  for (const [s, value] of logHazard.entries()) checkNumber(`world.logHazard[${s}]`, value);
  for (const [p, value] of position.entries()) checkNumber(`world.position[${p}]`, value);
  for (const [t, row] of carryOver.entries()) {
    for (const [s, value] of row.entries()) checkNumber(`world.carryOver[${t}][${s}]`, value);
  }
  for (const [s, value] of exit.entries()) checkProbability(`world.exit[${s}]`, value);
  if (frailty !== 0) checkPositive('world.frailty', frailty);
}
