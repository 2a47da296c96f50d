import { deltaLift, type MeanSummary, summarizeSums, welch } from '#stats';
import type { Adapter } from '../golden.ts';
import { type GrowthBookTest, growthBookAnswer, optionsOf } from '../growthbook-answer.ts';

interface Arm {
  readonly n: number;
  readonly sum: number;
  readonly sum_squares?: number;
}

interface Input extends GrowthBookTest {
  readonly kind: 'mean' | 'proportion';
  readonly a: Arm;
  readonly b: Arm;
}

export const answer: Adapter<Input> = (input) => {
  const control = summaryOf(input.a, input.kind);
  const treatment = summaryOf(input.b, input.kind);
  const compare = input.difference === 'relative' ? deltaLift : welch;
  const effect = compare({ control, treatment }, optionsOf(input));
  return growthBookAnswer(effect, [control, treatment]);
};

/** GrowthBook's variance of a proportion has the divisor n. */
function summaryOf({ n, sum, sum_squares = sum }: Arm, kind: 'mean' | 'proportion'): MeanSummary {
  if (kind === 'mean') return summarizeSums({ n, sum, sumOfSquares: sum_squares });
  const mean = sum / n;
  return { n, mean, variance: mean * (1 - mean) };
}
