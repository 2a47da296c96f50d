import type { MeanEffect, MeanSummary } from '#stats';
import type { Value } from './golden.ts';

export interface GrowthBookTest {
  readonly difference: 'relative' | 'absolute';
  readonly alpha: number;
  readonly alternative?:
    | 'two-sided'
    | 'two_sided'
    | 'greater'
    | 'treatment_greater'
    | 'less'
    | 'lesser'
    | 'treatment_lesser';
}

export function optionsOf({ alpha, alternative = 'two-sided' }: GrowthBookTest): {
  level: number;
  alternative: 'two-sided' | 'greater' | 'less';
} {
  const level = 1 - alpha;
  if (alternative.endsWith('greater')) return { level, alternative: 'greater' };
  return { level, alternative: alternative.includes('less') ? 'less' : 'two-sided' };
}

/**
 * An effect under GrowthBook's names. Where an arm does not vary or the control's mean is zero GrowthBook says 0 ± 0 with p = 1;
 * we say null, or the answer where there is one.
 */
export function growthBookAnswer(
  effect: MeanEffect,
  arms: readonly (MeanSummary | null)[],
): Readonly<Record<string, Value>> {
  const [control] = arms;
  const uninformative = arms.some((arm) => arm === null || arm.n < 2 || arm.variance === 0);
  if (uninformative || control?.mean === 0 || effect.statistic === null) {
    return { expected: 0, ci: [0, 0], p: 1, stddev: 0 };
  }
  const { estimate, low, high, pValue, standardError } = effect;
  return { expected: estimate, ci: [low, high], p: pValue, stddev: standardError };
}
