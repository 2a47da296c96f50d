import {
  type Goal,
  isOutward,
  type Sequence,
  type Step,
  stepGoal,
  type Truth,
  watchedFor,
  windowOf,
} from '#engine';

/** What is asked of a step: did this happen, within that time after the touch? */
export interface Question {
  readonly step: Step;
  readonly position: number;
  readonly metric: Goal;
  /** How long an outcome may take, in milliseconds. */
  readonly window: number;
  /** How long it counts for this step: no longer than until another has a claim to it. */
  readonly watched: number;
}

/** The steps that reach out, each with what its audience does there. */
export function questionsOf(sequence: Sequence, truth: Truth): Question[] {
  return sequence.steps.flatMap((step, index) => {
    if (!isOutward(step)) return [];
    const metric = truth.outcome === 'goal' ? stepGoal(sequence, step) : truth.outcome;
    const watched = watchedFor(sequence, step, metric);
    return [{ step, position: index + 1, metric, window: windowOf(step), watched }];
  });
}

/** Does an event, kept as `converted:reorder` or `replied`, meet a metric? */
export function meets(kind: string, metric: Goal): boolean {
  return kind === metric || (metric === 'converted' && kind.startsWith('converted:'));
}
