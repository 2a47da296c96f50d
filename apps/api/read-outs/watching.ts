import {
  type Goal,
  isOutward,
  type Sequence,
  type Step,
  type StepTypes,
  stepGoal,
  stepTypes,
  watchedFor,
} from '#engine';
import type { Denominator, StepQuestion } from '#storage';

export { goalsDiffer, horizonOf, isOutward, watchedFor, wholeSpan } from '#engine';

export const DAY = 86_400_000;

/** What a step is measured by: what was asked for, else its own goal. */
export function questionOf(
  sequence: Sequence,
  step: Step,
  asked: { metric?: Goal | undefined; denominator?: Denominator | undefined },
  types: StepTypes = stepTypes,
): StepQuestion {
  const metric = asked.metric ?? stepGoal(sequence, step);
  return {
    step: step.key,
    metric,
    window: watchedFor(sequence, step, metric, types),
    // A task has no delivery report, and nothing is sent for what does not reach out.
    denominator: !isOutward(step, types)
      ? 'reached'
      : step.type === 'email'
        ? (asked.denominator ?? 'sent')
        : done(asked),
  };
}

function done({ denominator }: { denominator?: Denominator | undefined }): Denominator {
  return denominator === 'reached' ? 'reached' : 'sent';
}
