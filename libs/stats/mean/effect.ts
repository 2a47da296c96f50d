import type { Alternative } from '../alternative.ts';
import { checkLevel } from '../check.ts';
import { type Confidence } from '../confidence.ts';
import { studentTQuantile, studentTSf } from '../special/student-t.ts';

export interface EffectOptions extends Confidence {
  /** Default `two-sided`. */
  alternative?: Alternative;
}

/** An estimate with its t test against zero and its interval; a field is null where it is undefined. */
export interface MeanEffect {
  estimate: number | null;
  standardError: number | null;
  degreesOfFreedom: number | null;
  /** estimate / standardError */
  statistic: number | null;
  /** A fixed-horizon p-value: valid for one look. */
  pValue: number | null;
  low: number | null;
  high: number | null;
}

/**
 * The t test and interval of an estimate. Without a standard error or degrees of freedom (an arm of one unit, arms in which
 * nothing varies) only the estimate stands: nothing is known about its error.
 */
export function effectOf(
  estimate: number | null,
  standardError: number | null,
  degreesOfFreedom: number | null,
  { level = 0.95, alternative = 'two-sided' }: EffectOptions,
): MeanEffect {
  checkLevel('level', level);
  if (
    estimate === null ||
    standardError === null ||
    degreesOfFreedom === null ||
    !(standardError > 0 && degreesOfFreedom > 0)
  ) {
    const unknown = { degreesOfFreedom: null, statistic: null, pValue: null, low: null, high: null };
    return { estimate, standardError: null, ...unknown };
  }
  const statistic = estimate / standardError;
  const tail = alternative === 'two-sided' ? (1 - level) / 2 : 1 - level;
  const half = -studentTQuantile(tail, degreesOfFreedom) * standardError;
  return {
    estimate,
    standardError,
    degreesOfFreedom,
    statistic,
    pValue: pValueOf(statistic, degreesOfFreedom, alternative),
    low: alternative === 'less' ? Number.NEGATIVE_INFINITY : estimate - half,
    high: alternative === 'greater' ? Number.POSITIVE_INFINITY : estimate + half,
  };
}

function pValueOf(t: number, df: number, alternative: Alternative): number {
  switch (alternative) {
    case 'greater':
      return studentTSf(t, df);
    case 'less':
      return studentTSf(-t, df);
    case 'two-sided':
      return 2 * studentTSf(Math.abs(t), df);
  }
}
