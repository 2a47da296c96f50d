import { type BestRate, bestRate } from '../bayes/best-rate.ts';
import { bestShare } from '../bayes/best-share.ts';
import { credibleSet } from '../bayes/credible-set.ts';
import { checkAtLeast, checkCount, checkSuccesses, checkUniqueKeys } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { heldOutTouches } from './held-out-touches.ts';
import { MATURE_TOUCHES, missingForPeak } from './missing-for-peak.ts';
import type { PeakQuestion, StepCount } from './peak-question.ts';
import type { PeakReadOut, PeakReason, PeakWarning, RankedStep } from './peak-read-out.ts';
import { peakSentence } from './peak-sentence.ts';
import { rateOf } from './rate.ts';

const LEAST_PROBABILITY = 0.95;
const MOST_SHORTFALL = 0.1;

/**
 * Which step is the sequence's peak? By `hazard`: whose rate among those who got it is highest. By `share`: which step most
 * successes come from. By `lift`: what would be lost without it, which only randomized skips can tell.
 *
 * `peak` needs P >= 0.95 (independent Jeffreys posteriors, exact) and an expected shortfall of at most 10 % of the leader's
 * rate. A leader at the first touched step is `no-clear-peak` with the warning `selection`: over a mixed audience equal
 * steps show falling rates, because the eager answer first. Every ranking step competes, immature ones too, with the
 * uncertainty they have; only a step that was never sent although a later one was is left out (`untouched-steps`).
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
  if (question.estimand === 'lift') {
    const needed = steps.length === 0 ? null : { randomizedSkips: heldOutTouches(steps) };
    return notEnough(question, steps, warnings, 'no-randomized-skips', needed);
  }
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
  const reason = whyNoPeak(steps, leader, probability, shortfall / (best.means[leader] ?? 1));
  if (reason === 'selection') warnings.push('selection');
  const { key = '', name = '', position = 0, day = null } = steps[leader] ?? {};
  const readOut: Omit<PeakReadOut, 'sentence'> = {
    estimand: question.estimand,
    verdict: reason === null ? 'peak' : 'no-clear-peak',
    reason,
    warnings,
    step: reason === null ? { key, name, position, day } : null,
    probability,
    ranking: rank(question, steps, best),
    credibleSet: members.map((index) => steps[index]?.key ?? ''),
    shortfall,
    identification: 'descriptive',
    needed: null,
  };
  return { ...readOut, sentence: peakSentence(question, readOut) };
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
    ranking: rank(question, steps, null),
    credibleSet: [],
    shortfall: null,
    identification: 'descriptive',
    needed,
  };
  return { ...readOut, sentence: peakSentence(question, readOut) };
}

/** Most probable first; by rate while there are no probabilities. */
function rank(question: PeakQuestion, steps: readonly StepCount[], best: BestRate | null): RankedStep[] {
  const denominator = question.denominator ?? (question.estimand === 'share' ? 'enrolled' : 'sent');
  return steps
    .map(({ key, name, position, day, successes, trials }, k) => ({
      key,
      name,
      position,
      day,
      rate: rateOf(successes, trials, denominator),
      probability: best?.probabilities[k] ?? null,
      shortfall: best?.expectedLoss[k] ?? null,
    }))
    .sort(
      (a, b) =>
        (b.probability ?? 0) - (a.probability ?? 0) ||
        (b.rate.value ?? 0) - (a.rate.value ?? 0) ||
        a.position - b.position,
    );
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
  for (const [i, { successes, trials, position }] of steps.entries()) {
    checkSuccesses(`steps[${i}].`, successes, trials);
    checkCount(`steps[${i}].position`, position);
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
