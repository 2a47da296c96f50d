import { type Confidence, zOf } from '../confidence.ts';
import type { RatioInterval } from './katz.ts';
import { scoreBound } from './score-bound.ts';
import { checkTwoRates, type TwoRates } from './two-rates.ts';

/**
 * How many times the control's odds are the treatment's, at small and zero counts? All odds ratios ψ whose score test does not
 * reject: (x2 - n2 p̃2)² (1 / (n1 p̃1 q̃1) + 1 / (n2 p̃2 q̃2)) (N - 1) / N <= z² at the most likely rates with that odds ratio
 * (Cornfield 1956 without continuity correction; Miettinen and Nurminen 1985).
 *
 * `value` is null where its denominator is 0; `high` is null where nothing bounds it; `low` is always a number. DomainError:
 * not-a-count, inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example scoreOddsRatio({ control: { successes: 1, trials: 34 }, treatment: { successes: 7, trials: 34 } })
 * // { value: 8.556, low: 1.247, high: 56.46 }
 */
export function scoreOddsRatio(rates: TwoRates, options: Confidence = {}): RatioInterval {
  checkTwoRates(rates);
  const z = zOf(options);
  const { control, treatment } = rates;
  const all = control.trials + treatment.trials;
  const a = treatment.successes;
  const b = treatment.trials - a;
  const c = control.successes;
  const d = control.trials - c;
  const surplus = (log: number): number => {
    const { expected, variance } = fitted(rates, Math.exp(log));
    return Math.abs(a - expected) - z * Math.sqrt((variance * all) / (all - 1));
  };
  const isLeast = a === 0 || d === 0;
  const isMost = b === 0 || c === 0;
  const start = Math.log(((a || 0.5) / (b || 0.5)) * ((d || 0.5) / (c || 0.5)));
  return {
    value: isMost ? null : (a / b) * (d / c),
    low: isLeast ? 0 : Math.exp(scoreBound(surplus, start, Number.NEGATIVE_INFINITY)),
    high: isMost ? null : Math.exp(scoreBound(surplus, start, Number.POSITIVE_INFINITY)),
  };
}

/**
 * The expected successes of the treatment at the most likely rates with odds ratio ψ, and their variance: p1 is the root of
 * n1 (ψ - 1) p1² + (n1 + n2 ψ - x (ψ - 1)) p1 - x = 0, x all successes.
 */
function fitted({ control, treatment }: TwoRates, odds: number): { expected: number; variance: number } {
  const successes = control.successes + treatment.successes;
  const a = control.trials * (odds - 1);
  const b = control.trials + successes + odds * (treatment.trials - successes);
  const root = Math.sqrt(b * b + 4 * a * successes);
  const p1 = b > 0 ? (2 * successes) / (b + root) : (root - b) / (2 * a);
  const q1 = 1 - p1;
  const scale = q1 + odds * p1;
  const p2 = (odds * p1) / scale;
  const q2 = q1 / scale;
  const one = control.trials * p1 * q1;
  const two = treatment.trials * p2 * q2;
  return { expected: treatment.trials * p2, variance: (one * two) / (one + two) };
}
