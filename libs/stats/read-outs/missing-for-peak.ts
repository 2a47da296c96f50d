import type { PeakNeed } from './peak-read-out.ts';

const STEPS = 2;
/** From here on a step has enough mature touches to speak of its rate. */
export const MATURE_TOUCHES = 50;
export const SUCCESSES = 20;

/**
 * What is missing before a peak may be read: two steps with 50 mature touches each, and 20 successes in all. Of two gaps
 * the one that is the larger part of what is required; null when nothing is missing.
 */
export function missingForPeak(steps: readonly { trials: number; successes: number }[]): PeakNeed | null {
  const most = steps.map(({ trials }) => trials).sort((a, b) => b - a);
  let touches = 0;
  for (let i = 0; i < STEPS; i++) touches += Math.max(0, MATURE_TOUCHES - (most[i] ?? 0));
  const successes = Math.max(0, SUCCESSES - steps.reduce((sum, step) => sum + step.successes, 0));
  if (touches === 0 && successes === 0) return null;
  return touches / (STEPS * MATURE_TOUCHES) >= successes / SUCCESSES ? { touches } : { successes };
}
