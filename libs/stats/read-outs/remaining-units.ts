import { unitsPerArm } from '../planning/units-per-arm.ts';
import type { RateCount } from '../rate-count.ts';
import { type Pair, rateRatioSequence } from '../sequential/rate-ratio-sequence.ts';
import type { ExperimentArm } from './experiment-counts.ts';
import type { ExperimentReadOut } from './experiment-read-out.ts';

const DAY_MS = 86_400_000;
/** The interval narrows with 1 / √n: a thousandfold sample decides whatever a test can. */
const MOST_GROWTH = 1024;

/**
 * How many more matured units, over all arms, until a decision can be expected, and how many days at the pace so far?
 *
 * The plan is the always-valid sample size (80 % power at 5 % with looks on the way) for the smallest ratio that
 * matters, on the control's posterior mean rate and the test's allocation; with several arms the comparison that needs
 * most. Once the plan is used up, what the interval still asks if the ratio stays as it is observed. Null before the first
 * unit of the control has matured.
 */
export function remainingUnits(
  arms: readonly ExperimentArm[],
  totals: readonly RateCount[],
  ratio: number,
): ExperimentReadOut['remaining'] {
  const [control] = arms;
  const [controlTotal] = totals;
  if (control === undefined || controlTotal === undefined || controlTotal.trials === 0) return null;
  const matured = totals.reduce((sum, { trials }) => sum + trials, 0);
  const base = (controlTotal.successes + 0.5) / (controlTotal.trials + 1);
  const treatment = base * ratio < 1 ? base * ratio : base / ratio;
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  const plans = arms.slice(1).map(({ weight }) => {
    const units = unitsPerArm({ control: base, treatment, controlsPerUnit: control.weight / weight });
    return (units * weights) / weight;
  });
  const planned = Math.ceil(Math.max(...plans) - matured);
  const units = planned > 0 ? planned : Math.max(1, Math.ceil(matured * (growth(arms, totals, ratio) - 1)));
  return { units, days: Math.ceil(units / pace(arms, matured)) };
}

/** By which factor the counts must grow, at the ratio observed, until every comparison is decided. */
function growth(arms: readonly ExperimentArm[], totals: readonly RateCount[], ratio: number): number {
  const alpha = 0.05 / (arms.length - 1);
  const factors = arms.slice(1).map((arm, i) => {
    const decided = (factor: number): boolean => {
      const counts: Pair = [grown(totals[0], factor), grown(totals[i + 1], factor)];
      const { low, high } = rateRatioSequence(counts, [arms[0]?.weight ?? 1, arm.weight], { alpha });
      return low > 0 || high < 0 || (low >= -Math.log(ratio) && high <= Math.log(ratio));
    };
    let enough = 1;
    while (!decided(enough) && enough < MOST_GROWTH) enough *= 2;
    let short = enough / 2;
    while (enough / short > 1.01) {
      const middle = Math.sqrt(short * enough);
      if (decided(middle)) enough = middle;
      else short = middle;
    }
    return enough;
  });
  return Math.max(...factors);
}

function grown(count: RateCount | undefined, factor: number): number {
  return Math.round((count?.successes ?? 0) * factor);
}

/** Matured units a day, from the first day with one to the last. */
function pace(arms: readonly ExperimentArm[], matured: number): number {
  const days = arms.flatMap(({ daily }) =>
    daily.filter(({ units }) => units > 0).map(({ day }) => Date.parse(day)),
  );
  const first = Math.min(...days);
  const last = Math.max(...days);
  return matured / ((last - first) / DAY_MS + 1);
}
