import {
  agrestiCaffo,
  koopman,
  miettinenNurminen,
  newcombe,
  powerOfTest,
  type RatioInterval,
  scoreOddsRatio,
  type TwoRates,
  waldDifference,
} from '#stats';
import type { Adapter, Value } from '../golden.ts';

type Input =
  | {
      readonly x1: number;
      readonly n1: number;
      readonly x2: number;
      readonly n2: number;
      readonly alpha: number;
    }
  | { readonly p1: number; readonly p2: number; readonly alpha: number; readonly n_per_arm: number };

export const answer: Adapter<Input> = (input) => ('x1' in input ? intervals(input) : power(input));

function intervals(input: Extract<Input, { x1: number }>): Record<string, Value> {
  // The file's differences are arm 1 - arm 2, its ratios arm 1 / arm 2.
  const rates: TwoRates = {
    control: { successes: input.x2, trials: input.n2 },
    treatment: { successes: input.x1, trials: input.n1 },
  };
  const level = { level: 1 - input.alpha };
  const ends = ({ low, high }: { low: number | null; high: number | null }) => [low, high];
  return {
    diff_agresti_caffo: ends(agrestiCaffo(rates, level)),
    diff_wald: ends(waldDifference(rates, level)),
    or_score: walkedTo(input, scoreOddsRatio(rates, level)),
    rr_score_koopman: ends(koopman(rates, level)),
    newcombe_published_3dp: ends(newcombe(rates, level)),
    diff_miettinen_nurminen_propcis: ends(miettinenNurminen(rates, level)),
  };
}

/**
 * The file's source walks away from the odds ratio in steps of 0.1 % and prints the first one beyond the bound: the bounds,
 * rounded outwards to those steps.
 */
function walkedTo(input: Extract<Input, { x1: number }>, { low, high }: RatioInterval): Value {
  const { x1, n1, x2, n2 } = input;
  const odds = ((x1 / (n1 - x1)) * (n2 - x2)) / x2;
  const from = x2 === 0 || x1 === n1 ? 100 * n1 : odds / 1.1;
  const to = x1 === 0 || x2 === n2 ? 0.01 / n2 : odds * 1.1;
  const steps = (ratio: number) => Math.max(0, Math.ceil(Math.log(ratio) / Math.log(1.001)));
  return [
    low === null || low === 0 ? low : from / 1.001 ** steps(from / low),
    high === null ? null : to * 1.001 ** steps(high / to),
  ];
}

function power({ p1, p2, alpha, n_per_arm: units }: Extract<Input, { p1: number }>): Record<string, Value> {
  return { power: powerOfTest({ control: p1, treatment: p2, units, alpha }) };
}
