import type { ExperimentCounts } from './experiment-counts.ts';
import type { AlwaysValid, ArmReadOut, ExperimentReadOut } from './experiment-read-out.ts';
import {
  countWords,
  intervalWords,
  liftWords,
  listWords,
  metricWords,
  percentWords,
  probabilityWords,
  rateWords,
} from './wording.ts';

type Unworded = Omit<ExperimentReadOut, 'sentence'>;

/** The read-out in one or two plain sentences, with its n and its interval. */
export function experimentSentence(counts: ExperimentCounts, readOut: Unworded): string {
  switch (readOut.verdict) {
    case 'winner':
      return winner(counts, readOut);
    case 'practically-equal':
      return practicallyEqual(counts, readOut);
    case 'not-enough-data':
      return notEnoughData(counts, readOut);
    case 'unhealthy':
      return unhealthy(counts, readOut);
  }
}

function winner(
  { metric, unit = 'enrollment' }: ExperimentCounts,
  { winner, arms, comparisons }: Unworded,
): string {
  const best = arms.find(({ key }) => key === winner);
  const [control] = arms;
  if (best === undefined || control === undefined) return '';
  const { past } = metricWords(metric);
  const sure = `Chance to be best ${probabilityWords(best.chanceToBeBest)}.`;
  const rate = `${percentWords(best.rate.value ?? 0)} of its ${countWords(best.trials)} matured ${unit}s ${past} (${intervalWords(best.rate)})`;
  if (best === control) {
    const others = arms.slice(1).map((arm) => `${rateWords(arm.rate)} for ${arm.key}`);
    return `${best.key}, the control, wins: ${rate}, against ${listWords(others)}; ${ranges(comparisons)}. ${sure}`;
  }
  const comparison = comparisons.find(({ arm }) => arm === winner);
  const lift = comparison?.lift == null ? '' : `that is ${liftWords(comparison.lift)}; `;
  const range = comparison === undefined ? '' : alwaysValidWords(comparison.alwaysValid);
  return `${best.key} wins: ${rate}, against ${rateWords(control.rate)} for ${control.key}; ${lift}${range}. ${sure}`;
}

function practicallyEqual(
  { practicalRatio = 1.2 }: ExperimentCounts,
  { arms, comparisons }: Unworded,
): string {
  const region = `${liftWords(1 / practicalRatio - 1)} to ${liftWords(practicalRatio - 1)}`;
  return `Practically equal: ${armRates(arms)}; ${ranges(comparisons)}. From ${region} counts as no difference.`;
}

function notEnoughData(
  { unit = 'enrollment' }: ExperimentCounts,
  { arms, comparisons, remaining }: Unworded,
): string {
  if (remaining === null) return `Not enough data yet: no ${unit} of the control has matured.`;
  const more = `About ${countWords(remaining.units)} more matured ${unit}s are needed, ${countWords(remaining.days)} day${remaining.days === 1 ? '' : 's'} at the pace so far.`;
  return `Not enough data yet: ${armRates(arms)}; ${ranges(comparisons)}. ${more}`;
}

function unhealthy(
  { unit = 'enrollment' }: ExperimentCounts,
  { reason, arms, comparisons, guardrails, sampleRatio }: Unworded,
): string {
  switch (reason) {
    case 'sample-ratio': {
      const counts = listWords(arms.map(({ key, assigned }) => `${countWords(assigned)} in ${key}`));
      const p = Math.min(sampleRatio.pValue, sampleRatio.sequentialP);
      return `Unhealthy: the arms did not get their share of the ${unit}s (${counts}, p = ${p.toPrecision(2)}). Find out why before reading anything from this test.`;
    }
    case 'contaminated':
      return 'Unhealthy: too many contacts were exposed to several arms, or stand in several live sequences, to tell the arms apart.';
    case 'interval-empty': {
      const pairs = comparisons.filter(({ alwaysValid }) => alwaysValid.empty).map(({ arm }) => arm);
      return `Unhealthy: no single ratio of rates fits every day of ${listWords(pairs)}: the effect or the allocation changed during the test.`;
    }
    case 'guardrail-breached': {
      const breaches = guardrails.flatMap(({ metric, limit, arms: read }) =>
        read
          .filter(({ verdict }) => verdict === 'breached')
          .map(
            ({ key, rate, lowerBound }) =>
              `${metricWords(metric).events.toLowerCase()} in ${key} are ${rateWords(rate)}, surely above ${percentWords(lowerBound)}, where ${percentWords(limit)} is the limit`,
          ),
      );
      return `Unhealthy: ${listWords(breaches)}. Stop.`;
    }
    case null:
      return '';
  }
}

function armRates(arms: readonly ArmReadOut[]): string {
  return listWords(arms.map(({ key, rate }) => `${rateWords(rate)} for ${key}`));
}

function ranges(comparisons: Unworded['comparisons']): string {
  if (comparisons.length === 1)
    return comparisons.map(({ alwaysValid }) => alwaysValidWords(alwaysValid)).join('');
  return listWords(comparisons.map(({ arm, alwaysValid }) => `${arm}: ${alwaysValidWords(alwaysValid)}`));
}

/** "the always-valid 95 % interval says 31 % more to 95 % more" */
function alwaysValidWords({ low, high, level }: AlwaysValid): string {
  const from = low === null || low <= -1 ? 'any amount less' : liftWords(low);
  const to = high === null ? 'any amount more' : liftWords(high);
  return `the always-valid ${percentWords(level)} interval reaches from ${from} to ${to}`;
}
