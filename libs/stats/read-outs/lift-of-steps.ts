import { type BestLift, bestLift, type SkipCount } from '../peak/best-lift.ts';
import { heldOutTouches } from './held-out-touches.ts';
import { MATURE_TOUCHES, SUCCESSES } from './missing-for-peak.ts';
import type { StepCount } from './peak-question.ts';

/** The steps that randomized skips say something about, with their lifts. */
export interface LiftOfSteps {
  steps: StepCount[];
  best: BestLift;
}

/**
 * The lifts of all steps with at least 50 decided and matured enrollments in each arm of the skip, provided that there are
 * two such steps and 20 successes; null while there is too little.
 */
export function liftOfSteps(steps: readonly StepCount[]): LiftOfSteps | null {
  const enough: { step: StepCount; skips: SkipCount }[] = [];
  let successes = 0;
  for (const step of steps) {
    const { skips } = step;
    if (skips === undefined) continue;
    if (skips.sent.trials < MATURE_TOUCHES || skips.skipped.trials < MATURE_TOUCHES) continue;
    enough.push({ step, skips });
    successes += skips.sent.successes + skips.skipped.successes;
  }
  if (enough.length < 2 || successes < SUCCESSES) return null;
  return { steps: enough.map(({ step }) => step), best: bestLift(enough.map(({ skips }) => skips)) };
}

/**
 * Held-out touches of the leading step still missing: the plan for its lift less what it has, once the plan is used up as
 * many again as it has.
 */
export function skipsStillNeeded(steps: readonly StepCount[]): number {
  const leader = steps.reduce<StepCount | null>(
    (best, step) => (best === null || rateOfStep(step) > rateOfStep(best) ? step : best),
    null,
  );
  const had = leader?.skips?.skipped.trials ?? 0;
  const planned = Math.max(heldOutTouches(steps), MATURE_TOUCHES);
  return planned > had ? planned - had : had;
}

const rateOfStep = ({ successes, trials }: StepCount): number => (successes + 0.5) / (trials + 1);
