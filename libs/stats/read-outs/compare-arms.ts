import { newcombe } from '../proportion/newcombe.ts';
import type { RateCount } from '../rate-count.ts';
import type { Pair } from '../sequential/rate-ratio-sequence.ts';
import { runningConversions } from '../sequential/running-conversions.ts';
import type { ExperimentArm } from './experiment-counts.ts';
import type { AlwaysValid, ComparisonReadOut } from './experiment-read-out.ts';

const ALPHA = 0.05;

/** Each arm against the first. The always-valid alpha is split over the comparisons (Bonferroni), so that all hold at once. */
export function compareArms(
  arms: readonly ExperimentArm[],
  totals: readonly RateCount[],
): ComparisonReadOut[] {
  const [control] = arms;
  const [controlTotal] = totals;
  if (control === undefined || controlTotal === undefined) return [];
  const alpha = ALPHA / (arms.length - 1);
  return arms.slice(1).map((arm, i) => ({
    arm: arm.key,
    against: control.key,
    ...differenceOf(controlTotal, totals[i + 1] ?? controlTotal),
    pValue: null,
    adjustedP: null,
    alwaysValid: alwaysValid(control, arm, alpha),
  }));
}

function differenceOf(control: RateCount, treatment: RateCount) {
  if (control.trials === 0 || treatment.trials === 0) {
    return { difference: null, lift: null, low: null, high: null };
  }
  const before = control.successes / control.trials;
  const after = treatment.successes / treatment.trials;
  const lift = before === 0 ? null : after / before - 1;
  return { difference: after - before, lift, ...newcombe({ control, treatment }) };
}

function alwaysValid(control: ExperimentArm, treatment: ExperimentArm, alpha: number): AlwaysValid {
  const daily = dailyConversions(control, treatment);
  const now = runningConversions(daily, [control.weight, treatment.weight], { alpha }).at(-1);
  const level = 1 - alpha;
  if (now === undefined || now.empty) {
    return {
      scale: 'lift',
      low: null,
      high: null,
      pValue: now?.pValue ?? 1,
      level,
      empty: now !== undefined,
    };
  }
  const high = Number.isFinite(now.high) ? Math.expm1(now.high) : null;
  return { scale: 'lift', low: Math.expm1(now.low), high, pValue: now.pValue, level, empty: false };
}

/** The two arms' successes day by day; days on which neither arm matured a unit change nothing. */
function dailyConversions(control: ExperimentArm, treatment: ExperimentArm): Pair[] {
  const byDay = new Map<string, [number, number]>();
  for (const [i, { daily }] of [control, treatment].entries()) {
    for (const { day, successes } of daily) {
      const pair = byDay.get(day) ?? [0, 0];
      pair[i] = successes;
      byDay.set(day, pair);
    }
  }
  const days = [...byDay.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
  return days.length === 0 ? [[0, 0]] : days;
}
