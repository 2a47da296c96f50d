import { checkAtLeast, checkUniqueKeys } from '../check.ts';
import { type SampleRatio, sampleRatio } from '../sample-ratio/sample-ratio.ts';

export interface EntryRatio extends SampleRatio {
  step: string;
  /** p times the number of steps looked at, at most 1 (Bonferroni). */
  adjustedP: number;
  healthy: boolean;
}

const LEAST_P = 0.001;

/**
 * Did the arms get their share of the units at every step where units enter the experiment? A fault at one entry (a
 * branch that skips the assignment, say) hides in the total. Pearson's chi-square per entry step, unhealthy where p,
 * multiplied by the number of steps, is under 0.001. Throws `too-few-groups` or `duplicate-key` for `entries`, else as
 * `sampleRatio`. Pearson (1900); times the number of steps: Bonferroni (1936).
 *
 * @example entryRatios([{ step: 'intro', assigned: [500, 510] }, { step: 'call', assigned: [300, 200] }],
 *   [1, 1]).map(({ healthy }) => healthy)
 * // [true, false]
 */
export function entryRatios(
  entries: readonly { step: string; assigned: readonly number[] }[],
  allocation: readonly number[],
): EntryRatio[] {
  checkAtLeast('entries', entries, 1, 'entry steps');
  checkUniqueKeys(
    'entries',
    entries.map(({ step }) => step),
  );
  return entries.map(({ step, assigned }) => {
    const ratio = sampleRatio(assigned, allocation);
    const adjustedP = Math.min(1, ratio.pValue * entries.length);
    return { step, ...ratio, adjustedP, healthy: adjustedP >= LEAST_P };
  });
}
