import { bestRate } from '../bayes/best-rate.ts';
import { bestShare } from '../bayes/best-share.ts';
import { credibleSet } from '../bayes/credible-set.ts';
import { checkAtLeast, checkCount, checkFinite, checkSuccesses, checkUniqueKeys } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { liftOfSteps, skipsStillNeeded } from './lift-of-steps.ts';
import { MATURE_TOUCHES, missingForPeak } from './missing-for-peak.ts';
import type { PeakQuestion, StepCount } from './peak-question.ts';
import type { PeakReadOut, PeakReason, PeakWarning } from './peak-read-out.ts';
import { peakSentence } from './peak-sentence.ts';
import { rankSteps } from './rank-steps.ts';

const LEAST_PROBABILITY = 0.95;
const MOST_SHORTFALL = 0.1;

/**
 * Which step is the sequence's peak? By `hazard`: whose rate among those who got it is highest. By `share`: which step
 * most successes come from. By `lift`: what would be lost without it, which only randomized skips can tell: P(its lift
 * is the largest), and the interval of its lift must exclude nothing. Numbers by `bestRate`, `bestShare` and `bestLift`;
 * a first step in a mixed audience: Vaupel, Manton and Stallard (1979).
 *
 * `peak` needs P >= 0.95 (independent Jeffreys posteriors, exact) and an expected shortfall of at most 10 % of the
 * leader's rate. A leader at the first touched step is `no-clear-peak` with the warning `selection`: over a mixed
 * audience equal steps show falling rates, because the eager answer first; randomized skips in which it leads, too,
 * confirm it. Every ranking step competes, immature ones too, with the uncertainty they have; only a step that was never
 * sent although a later one was is left out (`untouched-steps`).
 *
 * Throws `too-few-groups` or `duplicate-key` for `steps`, `not-a-count` or `inconsistent-counts` for
 * `steps[i].successes`, `steps[i].trials`, `steps[i].position` and the counts of `steps[i].skips`.
 *
 * @example peakOfSteps({ estimand: 'hazard', metric: 'replied',
 *   steps: [{ key: 'intro', name: 'Intro', position: 1, day: 0, successes: 18, trials: 1000, ranks: true },
 *   { key: 'case', name: 'Case study', position: 2, day: 4, successes: 58, trials: 960, ranks: true }] })
 * // { verdict: 'peak', probability: 1 }
 */
export function peakOfSteps(question: PeakQuestion): PeakReadOut {
  check(question);
  const ranking = question.steps.filter(({ ranks }) => ranks);
  const steps = ranking.filter(
    (step) => step.trials > 0 || !ranking.some((other) => isLaterAndSent(other, step)),
  );
  const warnings: PeakWarning[] = [];
  if (steps.length < ranking.length) warnings.push('untouched-steps');
  if (question.goalsDiffer) return notEnough(question, [], warnings, 'goals-differ', null);
  if (question.estimand === 'lift') return readLift(question, steps, warnings);
  const missing = missingForPeak(steps);
  if (missing !== null) {
    const reason = 'touches' in missing ? 'too-few-touches' : 'too-few-successes';
    return notEnough(question, steps, warnings, reason, missing);
  }
  if (steps.some(({ trials }) => trials < MATURE_TOUCHES)) warnings.push('immature-steps');
  return readPeak(question, steps, warnings);
}

function readPeak(question: PeakQuestion, steps: readonly StepCount[], warnings: PeakWarning[]): PeakReadOut {
  const best =
    question.estimand === 'share'
      ? bestShare(
          steps.map(({ successes }) => successes),
          steps[0]?.trials ?? 0,
        )
      : bestRate(steps);
  const { members } = credibleSet(best.probabilities);
  const [leader = 0] = members;
  const probability = best.probabilities[leader] ?? 0;
  const shortfall = best.expectedLoss[leader] ?? 0;
  const found = whyNoPeak(steps, leader, probability, shortfall / (best.means[leader] ?? 1));
  const confirmed = found === 'selection' && leadsByLift(steps, steps[leader]);
  const reason = confirmed ? null : found;
  if (reason === 'selection') warnings.push('selection');
  const { key = '', name = '', position = 0, day = null } = steps[leader] ?? {};
  const readOut: Omit<PeakReadOut, 'sentence'> = {
    estimand: question.estimand,
    verdict: reason === null ? 'peak' : 'no-clear-peak',
    reason,
    warnings,
    step: reason === null ? { key, name, position, day } : null,
    probability,
    ranking: rankSteps(question, steps, best),
    credibleSet: members.map((index) => steps[index]?.key ?? ''),
    shortfall,
    identification: confirmed ? 'randomized' : 'descriptive',
    needed: null,
  };
  return { ...readOut, sentence: peakSentence(question, readOut) };
}

/** Randomized skips compare like with like, so a first step that leads by lift, too, is not an effect of selection. */
function leadsByLift(steps: readonly StepCount[], leader: StepCount | undefined): boolean {
  const lift = liftOfSteps(steps);
  if (lift === null) return false;
  const at = lift.steps.findIndex(({ key }) => key === leader?.key);
  return (lift.best.probabilities[at] ?? 0) >= LEAST_PROBABILITY && (lift.best.lifts[at]?.low ?? 0) > 0;
}

function readLift(question: PeakQuestion, steps: readonly StepCount[], warnings: PeakWarning[]): PeakReadOut {
  const lift = liftOfSteps(steps);
  if (lift === null) {
    const started = steps.some(({ skips }) => (skips?.skipped.trials ?? 0) > 0);
    const needed = steps.length === 0 ? null : { randomizedSkips: skipsStillNeeded(steps) };
    return notEnough(question, steps, warnings, started ? 'too-few-skips' : 'no-randomized-skips', needed);
  }
  const { best } = lift;
  const { members } = credibleSet(best.probabilities);
  const [leader = 0] = members;
  const probability = best.probabilities[leader] ?? 0;
  const shortfall = best.expectedLoss[leader] ?? 0;
  const reason = whyNoLift(probability, shortfall / (best.means[leader] ?? 1), best.lifts[leader]?.low ?? 0);
  const { key = '', name = '', position = 0, day = null } = lift.steps[leader] ?? {};
  const ranking = rankSteps(question, lift.steps, best).map((ranked) => {
    const own = best.lifts[lift.steps.findIndex((step) => step.key === ranked.key)];
    return own === undefined ? ranked : { ...ranked, lift: own };
  });
  const readOut: Omit<PeakReadOut, 'sentence'> = {
    estimand: 'lift',
    verdict: reason === null ? 'peak' : 'no-clear-peak',
    reason,
    warnings,
    step: reason === null ? { key, name, position, day } : null,
    probability,
    ranking,
    credibleSet: members.map((index) => lift.steps[index]?.key ?? ''),
    shortfall,
    identification: 'randomized',
    needed: null,
  };
  return { ...readOut, sentence: peakSentence(question, readOut) };
}

function whyNoLift(probability: number, relativeShortfall: number, low: number): PeakReason | null {
  if (low <= 0) return 'no-lift';
  if (probability < LEAST_PROBABILITY) return 'contenders';
  return relativeShortfall > MOST_SHORTFALL ? 'shortfall' : null;
}

function whyNoPeak(
  steps: readonly StepCount[],
  leader: number,
  probability: number,
  relativeShortfall: number,
): PeakReason | null {
  if (probability < LEAST_PROBABILITY) return 'contenders';
  if (relativeShortfall > MOST_SHORTFALL) return 'shortfall';
  const first = Math.min(...steps.filter(({ trials }) => trials > 0).map(({ position }) => position));
  return steps[leader]?.position === first ? 'selection' : null;
}

function notEnough(
  question: PeakQuestion,
  steps: readonly StepCount[],
  warnings: PeakWarning[],
  reason: PeakReason,
  needed: PeakReadOut['needed'],
): PeakReadOut {
  const readOut: Omit<PeakReadOut, 'sentence'> = {
    estimand: question.estimand,
    verdict: 'not-enough-data',
    reason,
    warnings,
    step: null,
    probability: null,
    ranking: rankSteps(question, steps, null),
    credibleSet: [],
    shortfall: null,
    identification: 'descriptive',
    needed,
  };
  return { ...readOut, sentence: peakSentence(question, readOut) };
}

function isLaterAndSent(other: StepCount, step: StepCount): boolean {
  return other.position > step.position && other.trials > 0;
}

function check({ steps, estimand }: PeakQuestion): void {
  checkAtLeast('steps', steps, 1, 'steps');
  checkUniqueKeys(
    'steps',
    steps.map(({ key }) => key),
  );
  for (const [i, { successes, trials, position, day, skips }] of steps.entries()) {
    checkSuccesses(`steps[${i}].`, successes, trials);
    if (skips !== undefined) {
      checkSuccesses(`steps[${i}].skips.sent.`, skips.sent.successes, skips.sent.trials);
      checkSuccesses(`steps[${i}].skips.skipped.`, skips.skipped.successes, skips.skipped.trials);
    }
    checkCount(`steps[${i}].position`, position);
    if (day !== null) checkFinite(`steps[${i}].day`, day);
  }
  const ranking = steps.filter(({ ranks }) => ranks);
  const [first] = ranking;
  if (estimand === 'share' && ranking.some(({ trials }) => trials !== first?.trials)) {
    throw new DomainError(
      'inconsistent-counts',
      'steps[].trials',
      'a share has one number of enrollments, here they differ from step to step',
      'Give every step the number of enrollments whose whole schedule has passed',
    );
  }
}
