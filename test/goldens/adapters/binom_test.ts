import { binomialTest } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly successes: number;
  readonly trials: number;
  readonly null_p: number;
}

export const answer: Adapter<Input> = ({ successes, trials, null_p }) => {
  const { pValue, pGreater, pLess } = binomialTest(successes, trials, null_p);
  return { two_sided: pValue, greater: pGreater, less: pLess };
};
