import { sampleRatio } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly counts: readonly number[];
  readonly weights: readonly number[];
}

export const answer: Adapter<Input> = ({ counts, weights }) => {
  const { chiSquare, degreesOfFreedom: df, pValue } = sampleRatio(counts, weights);
  return { chisq: chiSquare, df, p: pValue, 'mismatch_at_0.001': pValue < 0.001 };
};
