import type { RateCount } from '../bayes/best-rate.ts';
import { unitsPerArm } from '../planning/units-per-arm.ts';
import type { ExperimentArm } from './experiment-counts.ts';
import type { ComparisonReadOut, ExperimentReadOut } from './experiment-read-out.ts';

const DAY_MS = 86_400_000;

/**
 * How many more matured units, over all arms, until a decision can be expected, and how many days at the pace so far?
 *
 * The plan is the always-valid sample size (1.9 times the fixed-horizon one, 80 % power, 5 %) for the smallest ratio that
 * matters, on the control's posterior mean rate and the test's allocation; with several arms the comparison that needs
 * most. Once the plan is used up (the truth lies near the region's edge), what the interval's width still asks: it shrinks
 * about with 1 / √n, and must come down to the width of the region. Null before the first unit has matured in the control.
 */
export function remainingUnits(
  arms: readonly ExperimentArm[],
  totals: readonly RateCount[],
  ratio: number,
  comparisons: readonly ComparisonReadOut[],
): ExperimentReadOut['remaining'] {
  const [control] = arms;
  const [controlTotal] = totals;
  if (control === undefined || controlTotal === undefined || controlTotal.trials === 0) return null;
  const base = (controlTotal.successes + 0.5) / (controlTotal.trials + 1);
  const treatment = base * ratio < 1 ? base * ratio : base / ratio;
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0);
  const plans = arms.slice(1).map(({ weight }) => {
    const units = unitsPerArm({ control: base, treatment, controlsPerUnit: control.weight / weight });
    return (units * weights) / weight;
  });
  const matured = totals.reduce((sum, { trials }) => sum + trials, 0);
  const planned = Math.ceil(Math.max(...plans) - matured);
  const units = planned > 0 ? planned : byWidth(matured, ratio, comparisons);
  return { units, days: Math.ceil(units / pace(arms, matured)) };
}

function byWidth(matured: number, ratio: number, comparisons: readonly ComparisonReadOut[]): number {
  const widest = comparisons.reduce((most, { alwaysValid: { low, high } }) => {
    if (low === null || high === null || low <= -1) return most;
    return Math.max(most, Math.log1p(high) - Math.log1p(low));
  }, 0);
  const wanted = 2 * Math.log(ratio);
  return Math.max(1, Math.ceil(matured * ((widest / wanted) ** 2 - 1)));
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
