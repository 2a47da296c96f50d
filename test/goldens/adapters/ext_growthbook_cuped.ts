import {
  type CupedRatioSums,
  type CupedSums,
  cupedDifference,
  cupedLift,
  cupedRatioDifference,
  cupedRatioLift,
  deltaLift,
  ratioDifference,
  ratioLift,
  ratioSummary,
  type Sums,
  summarizeSums,
  welch,
} from '#stats';
import type { Adapter } from '../golden.ts';
import { type GrowthBookTest, growthBookAnswer, optionsOf } from '../growthbook-answer.ts';

type Pair = readonly [number, number];

interface MeanArm {
  readonly n: number;
  readonly post: Pair;
  readonly pre: Pair;
  readonly sum_of_products: number;
}

interface RatioArm {
  readonly n: number;
  readonly m_post: Pair;
  readonly d_post: Pair;
  readonly m_pre: Pair;
  readonly d_pre: Pair;
  readonly mpost_mpre: number;
  readonly dpost_dpre: number;
  readonly mpre_dpre: number;
  readonly mpost_dpost: number;
  readonly mpost_dpre: number;
  readonly mpre_dpost: number;
}

type Input = GrowthBookTest &
  (
    | { readonly kind: 'cuped_mean'; readonly a: MeanArm; readonly b: MeanArm }
    | { readonly kind: 'cuped_ratio'; readonly a: RatioArm; readonly b: RatioArm }
  );

export const answer: Adapter<Input> = (input) => {
  const relative = input.difference === 'relative';
  const options = optionsOf(input);
  if (input.kind === 'cuped_mean') {
    const arms = { control: cupedSums(input.a), treatment: cupedSums(input.b) };
    const pair = { control: unadjusted(arms.control), treatment: unadjusted(arms.treatment) };
    const summaries = [pair.control, pair.treatment];
    const effect = (relative ? cupedLift : cupedDifference)(arms, options);
    const plain = (relative ? deltaLift : welch)(pair, options);
    return {
      ...growthBookAnswer(effect, summaries),
      theta: effect.theta,
      unadjusted: growthBookAnswer(plain, summaries),
    };
  }
  const arms = { control: cupedRatioSums(input.a), treatment: cupedRatioSums(input.b) };
  const pair = { control: plainRatio(arms.control), treatment: plainRatio(arms.treatment) };
  const summaries = [ratioSummary(pair.control), ratioSummary(pair.treatment)];
  const effect = (relative ? cupedRatioLift : cupedRatioDifference)(arms, options);
  const plain = (relative ? ratioLift : ratioDifference)(pair, options);
  return {
    ...growthBookAnswer(effect, summaries),
    theta: effect.theta,
    unadjusted: growthBookAnswer(plain, summaries),
  };
};

const sums = ([sum, sumOfSquares]: Pair): Sums => ({ sum, sumOfSquares });

const cupedSums = ({ n, post, pre, sum_of_products }: MeanArm): CupedSums => ({
  n,
  outcome: sums(post),
  covariate: sums(pre),
  sumOfProducts: sum_of_products,
});

const unadjusted = ({ n, outcome }: CupedSums) => summarizeSums({ n, ...outcome });

const cupedRatioSums = (arm: RatioArm): CupedRatioSums => ({
  n: arm.n,
  numerator: sums(arm.m_post),
  denominator: sums(arm.d_post),
  numeratorBefore: sums(arm.m_pre),
  denominatorBefore: sums(arm.d_pre),
  products: {
    numeratorDenominator: arm.mpost_dpost,
    numeratorNumeratorBefore: arm.mpost_mpre,
    numeratorDenominatorBefore: arm.mpost_dpre,
    denominatorNumeratorBefore: arm.mpre_dpost,
    denominatorDenominatorBefore: arm.dpost_dpre,
    numeratorBeforeDenominatorBefore: arm.mpre_dpre,
  },
});

const plainRatio = ({ n, numerator, denominator, products }: CupedRatioSums) => ({
  n,
  numerator,
  denominator,
  sumOfProducts: products.numeratorDenominator,
});
