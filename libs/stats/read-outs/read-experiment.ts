import { type BestRate, bestRate } from '../bayes/best-rate.ts';
import type { RateCount } from '../rate-count.ts';
import { sampleRatio } from '../sample-ratio/sample-ratio.ts';
import { sequentialSampleRatio } from '../sample-ratio/sequential-sample-ratio.ts';
import { checkExperiment } from './check-experiment.ts';
import { compareArms } from './compare-arms.ts';
import type { ExperimentArm, ExperimentCounts } from './experiment-counts.ts';
import type { ComparisonReadOut, ExperimentReadOut, ExperimentReason } from './experiment-read-out.ts';
import { experimentSentence } from './experiment-sentence.ts';
import { rateOf } from './rate.ts';
import { readGuardrail } from './read-guardrail.ts';
import { remainingUnits } from './remaining-units.ts';

const MISMATCH = 0.001;
const PRACTICAL_RATIO = 1.2;

/**
 * What does an A/B test of K arms say today? Always-valid: the verdict may be read every day without inflating errors.
 * Each arm is compared with the control (the first arm) on matured units, one success a unit, by Lindon and Malek's
 * sequence for the ratio of rates, alpha 0.05 split over the comparisons; p is the running minimum and the interval the
 * running intersection over UTC days. The sequence: Lindon and Malek (2022); guardrails: Howard and others (2021).
 *
 * `unhealthy`: contaminated, sample ratio off (chi-square or sequential p < 0.001), an empty intersection, or a breached
 * guardrail. `winner`: the arm most likely to be best is also told apart from the control (the control, from every other
 * arm). `practically-equal`: every interval lies within [1/1.2, 1.2] or the ratio named, apart from arms that are told to
 * be worse than the control. Else `not-enough-data`.
 *
 * Throws `too-few-groups` or `duplicate-key` for `arms`, `not-a-count` or `inconsistent-counts` for counts of `arms[i]`
 * and `guardrails[i].arms[k]`, `not-a-day` for `arms[i].daily[t].day`, `out-of-range` for `arms[i].weight`,
 * `guardrails[i].limit`, `practicalRatio`.
 *
 * @example readExperiment({ metric: 'replied', arms: [{ key: 'a', weight: 1, assigned: 2834, exposed: 2834,
 *   daily: [{ day: '2026-04-27', units: 2614, successes: 169 }] }, { key: 'b', weight: 1, assigned: 2914, exposed: 2914,
 *   daily: [{ day: '2026-04-27', units: 2700, successes: 317 }] }] }).verdict
 * // 'winner'
 */
export function readExperiment(counts: ExperimentCounts): ExperimentReadOut {
  checkExperiment(counts);
  const { arms, practicalRatio = PRACTICAL_RATIO } = counts;
  const totals = arms.map(total);
  const best = bestRate(totals);
  const comparisons = compareArms(arms, totals);
  const guardrails = (counts.guardrails ?? []).map(readGuardrail);
  const ratio = readSampleRatio(arms);
  const reason = whyUnhealthy(counts, ratio.healthy, comparisons, guardrails);
  const winner = reason === null ? winnerOf(arms, best, comparisons) : null;
  const equal = reason === null && winner === null && areEqual(comparisons, practicalRatio);
  const undecided = reason === null && winner === null && !equal;
  const readOut: Omit<ExperimentReadOut, 'sentence'> = {
    verdict: undecided ? 'not-enough-data' : equal ? 'practically-equal' : winner ? 'winner' : 'unhealthy',
    reason,
    winner,
    arms: arms.map(({ key, assigned, exposed }, i) => {
      const { successes, trials } = totals[i] ?? { successes: 0, trials: 0 };
      return {
        key,
        assigned,
        exposed,
        successes,
        trials,
        rate: rateOf(successes, trials, counts.denominator ?? 'matured'),
        chanceToBeBest: best.probabilities[i] ?? 0,
        expectedLoss: best.expectedLoss[i] ?? 0,
      };
    }),
    comparisons,
    guardrails,
    sampleRatio: ratio,
    remaining: undecided ? remainingUnits(arms, totals, practicalRatio) : null,
  };
  return { ...readOut, sentence: experimentSentence(counts, readOut) };
}

function total({ daily }: ExperimentArm): RateCount {
  return daily.reduce(
    (sum, { units, successes }) => ({ successes: sum.successes + successes, trials: sum.trials + units }),
    { successes: 0, trials: 0 },
  );
}

function readSampleRatio(arms: readonly ExperimentArm[]): ExperimentReadOut['sampleRatio'] {
  const assigned = arms.map((arm) => arm.assigned);
  const weights = arms.map(({ weight }) => weight);
  const { pValue } = sampleRatio(assigned, weights);
  const sequentialP = sequentialSampleRatio([assigned], weights)[0]?.pValue ?? 1;
  return { pValue, sequentialP, healthy: pValue >= MISMATCH && sequentialP >= MISMATCH };
}

function whyUnhealthy(
  { contaminated }: ExperimentCounts,
  sampleRatioHealthy: boolean,
  comparisons: readonly ComparisonReadOut[],
  guardrails: ExperimentReadOut['guardrails'],
): ExperimentReason | null {
  if (!sampleRatioHealthy) return 'sample-ratio';
  if (contaminated) return 'contaminated';
  if (comparisons.some(({ alwaysValid }) => alwaysValid.empty)) return 'interval-empty';
  if (guardrails.some(({ verdict }) => verdict === 'breached')) return 'guardrail-breached';
  return null;
}

function winnerOf(
  [control]: readonly ExperimentArm[],
  { probabilities }: BestRate,
  comparisons: readonly ComparisonReadOut[],
): string | null {
  const leader = probabilities.indexOf(Math.max(...probabilities));
  if (leader === 0) {
    const worse = comparisons.every(({ alwaysValid: { high } }) => high !== null && high < 0);
    return worse ? (control?.key ?? null) : null;
  }
  const comparison = comparisons[leader - 1];
  return comparison && (comparison.alwaysValid.low ?? -1) > 0 ? comparison.arm : null;
}

/** An arm told to be worse than the control is out of the race; the others must all be practically equal to it. */
function areEqual(comparisons: readonly ComparisonReadOut[], ratio: number): boolean {
  const left = comparisons.filter(({ alwaysValid: { high } }) => high === null || high >= 0);
  return (
    left.length > 0 &&
    left.every(
      ({ alwaysValid: { low, high } }) =>
        low !== null && high !== null && low >= 1 / ratio - 1 && high <= ratio - 1,
    )
  );
}
