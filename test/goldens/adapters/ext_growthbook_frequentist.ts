import { deltaLift, welch } from '#stats';
import type { Adapter } from '../golden.ts';
import { type GrowthBookTest, growthBookAnswer, optionsOf } from '../growthbook-answer.ts';
import { type SumsOfArm, summaryOf } from '../sums-of-arm.ts';

interface Input extends GrowthBookTest {
  readonly kind: 'mean' | 'proportion';
  readonly a: SumsOfArm;
  readonly b: SumsOfArm;
}

export const answer: Adapter<Input> = (input) => {
  const control = armOf(input, input.a);
  const treatment = armOf(input, input.b);
  const compare = input.difference === 'relative' ? deltaLift : welch;
  const effect = compare({ control, treatment }, optionsOf(input));
  return growthBookAnswer(effect, [control, treatment]);
};

/** GrowthBook's variance of a proportion has the divisor n. */
const armOf = ({ kind }: Input, { n, sum, sum_squares }: SumsOfArm) =>
  summaryOf(kind === 'mean' ? { n, sum, sum_squares: sum_squares ?? sum } : { n, sum });
