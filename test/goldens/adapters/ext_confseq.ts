import {
  bernoulliSequence,
  bestBetaBinomialRho,
  bestRho,
  betaBinomialMixtureBound,
  betaBinomialMixtureLog,
  normalMixtureBound,
  normalMixtureLog,
} from '#stats';
import type { Adapter } from '../golden.ts';

export interface Input {
  readonly successes?: number;
  readonly trials?: number;
  readonly t_opt?: number;
  readonly alpha: number;
  readonly v?: number;
  readonly v_opt?: number;
  readonly alpha_opt?: number;
  readonly g?: number;
  readonly h?: number;
  readonly one_sided?: boolean;
}

type Sides = 1 | 2;

/** What a mixture says of a sum s. */
interface Boundary {
  rho: number;
  bound: number;
  log: (s: number) => number;
}

function boundary(
  { alpha, alpha_opt: alphaOpt = 0.05, v = 1, v_opt: vOpt = 1, g, h }: Input,
  sides: Sides,
): Boundary {
  if (g === undefined || h === undefined) {
    const mixture = { rho: bestRho(vOpt, { alpha: alphaOpt, sides }), sides };
    return {
      rho: mixture.rho,
      bound: normalMixtureBound(v, alpha, mixture),
      log: (s) => normalMixtureLog(s, v, mixture),
    };
  }
  const mixture = { g, h, rho: bestBetaBinomialRho({ g, h, vOpt }, { alpha: alphaOpt, sides }), sides };
  return {
    rho: mixture.rho,
    bound: betaBinomialMixtureBound(v, alpha, mixture),
    log: (s) => betaBinomialMixtureLog(s, v, mixture),
  };
}

/** Where the input does not say it, the case's name does: two cases differ in nothing else. */
function sidesOf({ one_sided: oneSided }: Input, id: string): Sides {
  return (oneSided ?? id.includes('one_sided')) ? 1 : 2;
}

/** A sum that stands in the middle of the boundary: the generated cases look there. */
const middleSum = (v: number) => 1.7 * Math.sqrt(v);

export const answer: Adapter<Input> = (input, id) => {
  const { successes, trials, t_opt: tunedFor = 1000, alpha, v = 1 } = input;
  if (successes !== undefined && trials !== undefined) {
    const { low, high } = bernoulliSequence(successes, trials, { alpha, tunedFor });
    return { ci: [low, high] };
  }
  const { rho, bound, log } = boundary(input, sidesOf(input, id));
  const s = middleSum(v);
  return { best_rho: rho, bound, log_mixture_s10_v100: log(10), log_mixture_at_s: { s, value: log(s) } };
};
