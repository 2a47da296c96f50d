import { type RatioSums, ratioDifference, ratioLift, ratioSummary } from '#stats';
import type { Adapter } from '../golden.ts';
import { type GrowthBookTest, growthBookAnswer, optionsOf } from '../growthbook-answer.ts';

interface Arm {
  readonly n: number;
  readonly m: readonly [number, number];
  readonly d: readonly [number, number];
  readonly m_d: number;
}

interface Input extends GrowthBookTest {
  readonly a: Arm;
  readonly b: Arm;
}

export const answer: Adapter<Input> = (input) => {
  const control = sumsOf(input.a);
  const treatment = sumsOf(input.b);
  const compare = input.difference === 'relative' ? ratioLift : ratioDifference;
  const effect = compare({ control, treatment }, optionsOf(input));
  return growthBookAnswer(effect, [ratioSummary(control), ratioSummary(treatment)]);
};

function sumsOf({ n, m, d, m_d }: Arm): RatioSums {
  return {
    n,
    numerator: { sum: m[0], sumOfSquares: m[1] },
    denominator: { sum: d[0], sumOfSquares: d[1] },
    sumOfProducts: m_d,
  };
}
