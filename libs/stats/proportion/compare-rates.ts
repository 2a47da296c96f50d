import type { Confidence } from '../confidence.ts';
import { boschloo } from './boschloo.ts';
import { fisherTest } from './fisher.ts';
import { katz } from './katz.ts';
import { koopman } from './koopman.ts';
import { miettinenNurminen } from './miettinen-nurminen.ts';
import { newcombe } from './newcombe.ts';
import { pooledZ } from './pooled-z.ts';
import { checkTwoRates, sharesOf, type TwoRates } from './two-rates.ts';

export interface RateComparison {
  /** Treatment - control, as a share. */
  difference: { value: number; low: number; high: number; method: 'newcombe' | 'miettinen-nurminen' };
  /** Treatment / control - 1; null where it is undefined or nothing bounds it. */
  lift: { value: number | null; low: number | null; high: number | null; method: 'katz' | 'koopman' };
  /** Two-sided, for one look at the planned end of the test. */
  test: { pValue: number; method: 'pooled-z' | 'boschloo' | 'fisher-mid-p' };
  level: number;
  warnings: RateWarning[];
}

export type RateWarning =
  /** The control has no success: the lift has no value. */
  | 'no-success-in-control'
  /** An expected cell is under 5: the p-value is an exact one. */
  | 'few-expected'
  /** The interval of the difference and the test, which approximate differently, disagree at this level. */
  | 'interval-and-test-disagree';

/** Below it each arm's count of successes and of failures is small. */
const FEW = 10;
const FEW_EXPECTED = 5;
/** Boschloo's maximum takes about 5 ms at 2,000 trials of both arms and 60 ms at 20,000. */
const MOST_FOR_BOSCHLOO = 2000;

/**
 * Does the treatment's rate differ from the control's, by how much, and how sure is that? One fixed-horizon answer with the
 * methods that fit the counts, each named: the difference by Newcombe (1998), or by Miettinen and Nurminen (1985) when an arm
 * has under 10 successes or failures; p by the pooled z, or exactly when an expected cell is under 5 (Boschloo 1970 up to
 * 2,000 trials, beyond that Fisher's mid-p); lift by Katz et al. (1978), or by Koopman (1984) where that has no interval.
 *
 * Valid for one look; for numbers that are watched every day see `runningConversions`. DomainError: not-a-count,
 * inconsistent-counts, out-of-range, naming `control.trials` and the like, or `level`.
 *
 * @example compareRates({ control: { successes: 24, trials: 1000 },
 *   treatment: { successes: 41, trials: 1000 } }).difference
 * // { value: 0.017, low: 0.001363, high: 0.03317, method: 'newcombe' }
 */
export function compareRates(rates: TwoRates, options: Confidence = {}): RateComparison {
  checkTwoRates(rates);
  const { level = 0.95 } = options;
  const expected = fewestExpected(rates);
  const difference = differenceOf(rates, options);
  const test = testOf(rates, expected);
  const warnings: RateWarning[] = [];
  if (rates.control.successes === 0) warnings.push('no-success-in-control');
  if (expected < FEW_EXPECTED) warnings.push('few-expected');
  const excludesZero = difference.low > 0 || difference.high < 0;
  if (excludesZero !== test.pValue < 1 - level) warnings.push('interval-and-test-disagree');
  return { difference, lift: liftOf(rates, options), test, level, warnings };
}

function differenceOf(rates: TwoRates, options: Confidence): RateComparison['difference'] {
  const value = sharesOf(rates).difference;
  const isSmall = [rates.control, rates.treatment].some(
    ({ successes, trials }) => Math.min(successes, trials - successes) < FEW,
  );
  return isSmall
    ? { value, ...miettinenNurminen(rates, options), method: 'miettinen-nurminen' }
    : { value, ...newcombe(rates, options), method: 'newcombe' };
}

function liftOf(rates: TwoRates, options: Confidence): RateComparison['lift'] {
  const { control, treatment } = rates;
  const hasSpread =
    control.successes > 0 &&
    treatment.successes > 0 &&
    control.successes + treatment.successes < control.trials + treatment.trials;
  const { value, low, high } = hasSpread ? katz(rates, options) : koopman(rates, options);
  const lift = (ratio: number | null) => (ratio === null ? null : ratio - 1);
  return { value: lift(value), low: lift(low), high: lift(high), method: hasSpread ? 'katz' : 'koopman' };
}

function testOf(rates: TwoRates, expected: number): RateComparison['test'] {
  if (expected >= FEW_EXPECTED) return { pValue: pooledZ(rates).pValue, method: 'pooled-z' };
  if (rates.control.trials + rates.treatment.trials <= MOST_FOR_BOSCHLOO) {
    return { pValue: boschloo(rates).pValue, method: 'boschloo' };
  }
  return { pValue: fisherTest(rates).midP, method: 'fisher-mid-p' };
}

/** The smallest cell under equal rates. */
function fewestExpected({ control, treatment }: TwoRates): number {
  const all = control.trials + treatment.trials;
  const successes = control.successes + treatment.successes;
  return (Math.min(successes, all - successes) * Math.min(control.trials, treatment.trials)) / all;
}
