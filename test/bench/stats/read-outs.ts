import {
  bestRate,
  comparePosteriors,
  conversionTest,
  type RateCount,
  rateRatioSequence,
  readExperiment,
  readRates,
  type TwoRates,
} from '#stats';
import { ARMS_BY_STEP, PAIRS, SEQUENCE } from './counts.ts';

const EQUAL = [1, 1] as const;

/** Always-valid: p-value and interval of the ratio of rates from conversions, exact at every look. */
function compareSequentially({ control, treatment }: TwoRates) {
  const conversions = [control.successes, treatment.successes] as const;
  return { ...conversionTest(conversions, EQUAL), ...rateRatioSequence(conversions, EQUAL) };
}

/** The comparisons of the report, each by its exact posterior and always-valid: 72 in all. */
export const compareAll = () => ({
  bayesian: PAIRS.map((pair) => comparePosteriors(pair)),
  sequential: PAIRS.map(compareSequentially),
});

/** 48 rates with intervals and chances to be the best, 72 comparisons, and the peak of the 12 steps. */
export const readReport = () => ({
  steps: ARMS_BY_STEP.map((arms) => readRates(arms)),
  sequential: PAIRS.map(compareSequentially),
  peak: bestRate(SEQUENCE),
});

const DAYS = 60;

/** What the product says about a test of four arms, recomputed from the first of 60 days. */
export function readDailyTest(arms: readonly RateCount[]) {
  return readExperiment({
    metric: 'replied',
    arms: arms.map(({ successes, trials }, i) => ({
      ...{ key: `arm-${i}`, weight: 1, assigned: trials, exposed: trials },
      daily: Array.from({ length: DAYS }, (_, d) => ({
        day: new Date(Date.UTC(2026, 0, 1 + d)).toISOString().slice(0, 10),
        units: share(trials, d),
        successes: share(successes, d),
      })),
    })),
  });
}

/** Of so many, those of day d when they come evenly. */
const share = (count: number, d: number) =>
  Math.floor((count * (d + 1)) / DAYS) - Math.floor((count * d) / DAYS);
