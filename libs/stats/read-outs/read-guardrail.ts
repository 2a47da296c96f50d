import { bernoulliLowerBound } from '../sequential/bernoulli-sequence.ts';
import type { GuardrailCount } from './experiment-counts.ts';
import type { GuardrailReadOut } from './experiment-read-out.ts';
import { rateOf } from './rate.ts';

/**
 * Does an arm do harm? Breached when the lower bound of its rate, valid at every look (one-sided, 95 %), lies above the
 * limit: then stop.
 */
export function readGuardrail({ metric, limit, arms }: GuardrailCount): GuardrailReadOut {
  const read = arms.map(({ key, events, units }) => {
    const lowerBound = units === 0 ? 0 : bernoulliLowerBound(events, units);
    const verdict: GuardrailReadOut['verdict'] = lowerBound > limit ? 'breached' : 'ok';
    return { key, events, units, rate: rateOf(events, units, 'enrolled'), lowerBound, verdict };
  });
  const breached = read.some(({ verdict }) => verdict === 'breached');
  return { metric, limit, verdict: breached ? 'breached' : 'ok', arms: read };
}
