import { checkAtLeast } from '../check.ts';
import { conversionTest } from './conversion-test.ts';
import { type Pair, rateRatioSequence, type SequenceOptions } from './rate-ratio-sequence.ts';

export interface RunningConversions {
  /** Running minimum of the daily always-valid p-values. */
  pValue: number;
  /** Running intersection of the daily intervals of the log rate ratio; low > high when it is empty. */
  low: number;
  high: number;
  /** No ratio lies in all daily intervals: the ratio moved, the allocation changed, or a chance of under alpha. */
  empty: boolean;
}

/**
 * The always-valid comparison of two arms as it stands after each day, from daily conversions (not cumulative), first day
 * first. Recomputed from the start, so every look gives the same answer, whoever looked before.
 */
export function runningConversions(
  daily: readonly Pair[],
  allocation: Pair,
  options: SequenceOptions = {},
): RunningConversions[] {
  checkAtLeast('daily', daily, 1, 'days');
  const running: RunningConversions[] = [];
  const sum: [number, number] = [0, 0];
  let pValue = 1;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const [control, treatment] of daily) {
    sum[0] += control;
    sum[1] += treatment;
    pValue = Math.min(pValue, conversionTest(sum, allocation, options.concentration).pValue);
    const interval = rateRatioSequence(sum, allocation, options);
    low = Math.max(low, interval.low);
    high = Math.min(high, interval.high);
    running.push({ pValue, low, high, empty: low > high });
  }
  return running;
}
