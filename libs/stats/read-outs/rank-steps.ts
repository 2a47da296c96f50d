import type { BestRate } from '../bayes/best-rate.ts';
import type { PeakQuestion, StepCount } from './peak-question.ts';
import type { RankedStep } from './peak-read-out.ts';
import { rateOf } from './rate.ts';

/** The steps of a read-out: most probable first, by rate while there are no probabilities. */
export function rankSteps(
  question: PeakQuestion,
  steps: readonly StepCount[],
  best: BestRate | null,
): RankedStep[] {
  const denominator = question.denominator ?? (question.estimand === 'share' ? 'enrolled' : 'sent');
  return steps
    .map(({ key, name, position, day, successes, trials }, k) => ({
      key,
      name,
      position,
      day,
      rate: rateOf(successes, trials, denominator),
      probability: best?.probabilities[k] ?? null,
      shortfall: best?.expectedLoss[k] ?? null,
    }))
    .sort(
      (a, b) =>
        (b.probability ?? 0) - (a.probability ?? 0) ||
        (b.rate.value ?? 0) - (a.rate.value ?? 0) ||
        a.position - b.position,
    );
}
