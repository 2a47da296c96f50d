import { historyPrior } from '#stats';
import type { Adapter } from '../golden.ts';

interface Input {
  readonly successes: readonly number[];
  readonly trials: readonly number[];
}

export const answer: Adapter<Input> = ({ successes, trials }) => {
  const found = historyPrior(successes.map((count, i) => ({ successes: count, trials: trials[i] ?? 0 })));
  if (found.kind === 'not-enough-data') return {};
  const { mean, pooled, shrunk, logLikelihood: loglik } = found;
  if (found.kind === 'one-rate') return { mean, pooled, shrunk, loglik };
  const { alpha, beta, concentration, intraclass } = found;
  return { alpha, beta, mean, concentration, intraclass_rho: intraclass, shrunk, pooled, loglik };
};
