import { checkAtLeast } from '../check.ts';
import { conversionTestOverRegimes } from './conversion-test.ts';
import { type Pair, rateRatioOverRegimes, type SequenceOptions } from './rate-ratio-sequence.ts';

export interface RunningConversions {
  /** Running minimum of the daily always-valid p-values. */
  pValue: number;
  /** Running intersection of the daily intervals of the log rate ratio; low > high when it is empty. */
  low: number;
  high: number;
  /** No ratio lies in all daily intervals: the ratio moved, the allocation changed, or a chance of under alpha. */
  empty: boolean;
}

/** Days with one allocation, first day first. */
export interface DailyRegime {
  allocation: Pair;
  /** Conversions of each day (not cumulative), control first. */
  daily: readonly Pair[];
}

/**
 * The always-valid comparison of two arms as it stands after each day, from daily conversions (not cumulative), first day
 * first. Recomputed from the start, so every look gives the same answer, whoever looked before. Errors as `rateRatioSequence`,
 * and `too-few-groups` without a day.
 *
 * @example runningConversions([[10, 16], [12, 19], [9, 17]], [1, 1]).at(-1) // { pValue: 0.4021, low: -0.17, high: 1.246 }
 */
export function runningConversions(
  daily: readonly Pair[],
  allocation: Pair,
  options: SequenceOptions = {},
): RunningConversions[] {
  return runningRegimes([{ allocation, daily }], options);
}

/**
 * The same where the allocation changed: regimes, oldest first, each with the days it lasted; one answer a day. Errors as
 * `runningConversions`.
 *
 * @example runningRegimes([{ allocation: [9, 1], daily: [[18, 3]] }, { allocation: [1, 1], daily: [[10, 15]] }]).length // 2
 */
export function runningRegimes(
  regimes: readonly DailyRegime[],
  options: SequenceOptions = {},
): RunningConversions[] {
  checkAtLeast('regimes', regimes, 1, 'regimes');
  const running: RunningConversions[] = [];
  const seen: { allocation: Pair; conversions: [number, number] }[] = [];
  let pValue = 1;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const { allocation, daily } of regimes) {
    checkAtLeast('daily', daily, 1, 'days');
    const conversions: [number, number] = [0, 0];
    seen.push({ allocation, conversions });
    for (const [control, treatment] of daily) {
      conversions[0] += control;
      conversions[1] += treatment;
      pValue = Math.min(pValue, conversionTestOverRegimes(seen, options).pValue);
      const interval = rateRatioOverRegimes(seen, options);
      low = Math.max(low, interval.low);
      high = Math.min(high, interval.high);
      running.push({ pValue, low, high, empty: low > high });
    }
  }
  return running;
}
