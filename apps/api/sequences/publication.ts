import { experimentKey, type Sequence } from '#engine';
import type { ContentExperiment, Standing } from '#storage';

/** The content experiments that a sequence carries: one for each email step with several variants. */
export function contentExperiments(sequence: Sequence): ContentExperiment[] {
  return sequence.steps.flatMap((step) => {
    if (step.type !== 'email' || step.variants.length < 2) return [];
    const key = experimentKey(sequence.key, step.key);
    return [
      { key, step: step.key, salt: key, arms: step.variants.map(({ key, weight }) => ({ key, weight })) },
    ];
  });
}

/** The steps that `next` no longer has, with how many enrollments are still on their way to each. */
export function removedSteps(
  previous: Sequence | null,
  next: Sequence,
  standing: readonly Pick<Standing, 'step' | 'waiting'>[],
): { step: string; waiting: number }[] {
  const kept = new Set(next.steps.map((step) => step.key));
  const waiting = new Map<string, number>();
  for (const { step, waiting: here } of standing) {
    if (step !== null && here > 0) waiting.set(step, (waiting.get(step) ?? 0) + here);
  }
  const before = (previous?.steps ?? []).map((step) => step.key);
  // Enrollments may still be on versions older than the previous one.
  const gone = new Set([...before, ...waiting.keys()].filter((step) => !kept.has(step)));
  return [...gone].map((step) => ({ step, waiting: waiting.get(step) ?? 0 }));
}
