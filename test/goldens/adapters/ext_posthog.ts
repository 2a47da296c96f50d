import { deltaLift, gaussianEffect, type MeanSummary, ratioSummary, welch } from '#stats';
import type { Adapter } from '../golden.ts';
import { summaryOf } from '../sums-of-arm.ts';

interface Arm {
  readonly sum?: number;
  readonly sum_squares?: number;
  readonly n: number;
  /** Σ and Σ of squares. */
  readonly num?: readonly [number, number];
  readonly den?: readonly [number, number];
  readonly num_den?: number;
}

interface Input {
  readonly kind: 'mean' | 'proportion' | 'ratio';
  readonly control: Arm;
  readonly treatment: Arm;
  readonly difference: 'relative' | 'absolute';
  readonly prior?: 'flat' | { readonly mean: number; readonly variance: number };
  readonly ci?: number;
  readonly alpha?: number;
}

function armOf({ sum = 0, sum_squares, n, num, den, num_den: sumOfProducts = 0 }: Arm): MeanSummary | null {
  if (num === undefined || den === undefined) {
    return summaryOf({ n, sum, ...(sum_squares === undefined ? {} : { sum_squares }) });
  }
  const sums = ([sum, sumOfSquares]: readonly [number, number]) => ({ sum, sumOfSquares });
  return ratioSummary({ n, numerator: sums(num), denominator: sums(den), sumOfProducts });
}

export const answer: Adapter<Input> = (input) => {
  const { difference, prior, ci = 0.95, alpha } = input;
  const [control, treatment] = [armOf(input.control), armOf(input.treatment)];
  if (control === null || treatment === null) return {};
  const compare = difference === 'relative' ? deltaLift : welch;
  const effect = compare({ control, treatment }, { level: alpha === undefined ? ci : 1 - alpha });
  const { estimate, standardError, low, high, pValue } = effect;
  if (alpha !== undefined) return { effect: estimate, ci: [low, high], p: pValue };
  if (estimate === null || standardError === null) return {};
  const gaussian = gaussianEffect(estimate, standardError, {
    level: ci,
    ...(typeof prior === 'object' ? { prior } : {}),
  });
  return {
    effect: gaussian.estimate,
    ci: [gaussian.low, gaussian.high],
    chance_to_win: gaussian.probability,
  };
};
