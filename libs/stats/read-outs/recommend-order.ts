import { checkAtLeast, checkOrder, checkSameLength, checkUniqueKeys } from '../check.ts';
import { testDuration } from '../planning/test-duration.ts';
import { unitsPerArm } from '../planning/units-per-arm.ts';
import type { OrderConstraints } from '../reorder/admissible-orders.ts';
import { candidateOrder } from '../reorder/candidate-order.ts';
import { judgeCandidate } from '../reorder/judge-candidate.ts';
import { type OrderStep, orderValue } from '../reorder/order-value.ts';
import { type SkipPoint, type StepContrasts, skipContrasts } from '../reorder/skip-contrasts.ts';
import { stepSurvival } from '../steps/step-survival.ts';
import { missingForPeak } from './missing-for-peak.ts';
import type { OrderQuestion, OrderRecommendation } from './order-question.ts';
import { recommendationSentence } from './recommendation-sentence.ts';

const CONTEXT_FREE = [
  'each step does the same wherever it stands',
  'no step prepares or spoils another one',
  'who gets a later step answers as those who were there before would have',
];

/**
 * Should the steps stand in another order? What may be said depends on what chance decided. Evidence C, one order
 * watched: `keep`, or `test` with the index rule's order as a hypothesis and its assumptions. B, randomized skips: the
 * same without parting pairs of which one primes the other, and the `drop` of a step that surely does harm. A,
 * randomized orders: `promote` with a shrunk gain, or `stop-test`. Nothing but A ever promotes or claims the gain of an
 * order. Too little data is `keep`, and says so. Numbers by `indexRule`, `skipContrasts` and `judgeCandidate`.
 *
 * Throws `too-few-groups` or `duplicate-key` for `steps`, `inconsistent-counts` for `skips` of another length,
 * `out-of-range` for `trial.order`, else as those functions.
 *
 * @example recommendOrder({ steps: [{ key: 'intro', name: 'Intro', atRisk: 4000, successes: 120, otherExits: 400 },
 *   { key: 'case', name: 'Case study', atRisk: 3480, successes: 300, otherExits: 340 }] }).action
 * // 'test'
 */
export function recommendOrder(question: OrderQuestion): OrderRecommendation {
  check(question);
  const { steps, skips, trial } = question;
  if (trial !== undefined) return judged(question, trial);
  const missing = missingForPeak(steps.map(({ atRisk, successes }) => ({ trials: atRisk, successes })));
  const evidence = skips === undefined ? 'C' : 'B';
  if (missing !== null) return finish(question, { evidence, because: ['there is not enough data yet'] });
  const contrasts = skips === undefined ? [] : skipContrasts(skips);
  const harmful = contrasts.findIndex(({ incremental }) => incremental.verdict === 'harms');
  if (harmful >= 0) return dropped(question, harmful, contrasts[harmful], skips ?? []);
  return reordered(question, evidence, contrasts);
}

type Part = Partial<OrderRecommendation> & { evidence: OrderRecommendation['evidence'] };

function finish(question: OrderQuestion, part: Part): OrderRecommendation {
  const current = question.steps.map(({ key }) => key);
  const whole = {
    ...({ action: 'keep', kind: 'reorder', current, proposed: current, expectedGain: null } as const),
    ...{ probabilityOfHarm: null, assumptions: [], because: [], test: null },
    constraints: constraintWords(question),
    ...part,
  };
  return { ...whole, sentence: recommendationSentence(question, whole) };
}

function judged(question: OrderQuestion, trial: NonNullable<OrderQuestion['trial']>): OrderRecommendation {
  const verdict = judgeCandidate(trial);
  const keys = trial.order.map((step) => question.steps[step]?.key ?? '');
  const stopped: Record<string, string> = {
    harm: 'the tested order is surely worse',
    futile: 'the tested order cannot be better by enough to matter',
    'given-up': 'the planned size is reached without a decision',
    unhealthy: 'the arms did not get their shares, so the numbers cannot be trusted',
  };
  const promotes = verdict.action === 'promote';
  return finish(question, {
    evidence: 'A',
    action: verdict.action,
    ...(verdict.action === 'stop-test' ? {} : { proposed: keys }),
    expectedGain: promotes ? verdict.gain : null,
    probabilityOfHarm: verdict.probabilityOfHarm,
    because: [
      verdict.reason === null
        ? promotes
          ? 'chance assigned the orders, and the always-valid interval lies above no gain'
          : 'the test is not decided yet'
        : (stopped[verdict.reason] ?? ''),
    ],
  });
}

/** The loss per enrollment: what the step takes at its decision point, times the share that gets there. */
function dropped(
  question: OrderQuestion,
  step: number,
  contrasts: StepContrasts | undefined,
  skips: readonly SkipPoint[],
): OrderRecommendation {
  const units = (at: number): number => (skips[at]?.sent.units ?? 0) + (skips[at]?.skipped.units ?? 0);
  const reach = units(step) / units(0);
  const { value, low, high } = contrasts?.incremental ?? { value: 0, low: -1, high: 1 };
  const left = question.steps.filter((_, k) => k !== step).map(({ key }) => key);
  return finish(question, {
    ...{ evidence: 'B', action: 'test', kind: 'drop', proposed: left },
    expectedGain: { value: -(value ?? 0) * reach, low: -high * reach, high: -low * reach },
    because: [`by randomized skips ${question.steps[step]?.name} surely costs more successes than it brings`],
    test: design(question, 'skip'),
  });
}

function reordered(
  question: OrderQuestion,
  evidence: 'B' | 'C',
  contrasts: readonly StepContrasts[],
): OrderRecommendation {
  const { steps, payoff } = question;
  const primed = contrasts.flatMap(({ carryOver }, k) =>
    carryOver?.verdict === 'primes' ? [[k, k + 1] as const] : [],
  );
  const constraints: OrderConstraints = {
    ...question.constraints,
    together: [...(question.constraints?.together ?? []), ...primed],
  };
  const candidate = candidateOrder(contextFree(question), constraints, payoff);
  const because = primed.map(
    ([one, two]) =>
      `by randomized skips ${steps[one]?.name} prepares ${steps[two]?.name}, so they stay together`,
  );
  if (candidate === null)
    return finish(question, { evidence, because: [...because, 'no other order is allowed'] });
  if (candidate.order.every((step, p) => step === p)) {
    return finish(question, { evidence, because: [...because, 'no allowed order promises more'] });
  }
  return finish(question, {
    ...{ evidence, action: 'test', assumptions: CONTEXT_FREE },
    proposed: candidate.order.map((step) => steps[step]?.key ?? ''),
    because: [...because, 'steps that win more for each enrollment they end come earlier'],
    test: design(question, 'order'),
  });
}

/** Posterior means under a Jeffreys prior. */
function contextFree({ steps }: OrderQuestion): OrderStep[] {
  return steps.map(({ atRisk, successes, otherExits }) => ({
    reply: (successes + 0.5) / (atRisk + 1.5),
    exit: (otherExits + 0.5) / (atRisk + 1.5),
  }));
}

function design(question: OrderQuestion, kind: 'order' | 'skip'): OrderRecommendation['test'] {
  const { plannedRatio = 1.1, unitsPerWeek, maturingDays = 0 } = question;
  const control = orderValue(contextFree(question), [...question.steps.keys()]).replies;
  const effect = {
    control,
    treatment: control * plannedRatio < 1 ? control * plannedRatio : control / plannedRatio,
  };
  const weeks =
    unitsPerWeek === undefined ? null : testDuration({ ...effect, unitsPerWeek, maturingDays }).weeks;
  return { kind, arms: 2, unitsPerArm: Math.ceil(unitsPerArm(effect)), weeks };
}

function constraintWords({ steps, constraints = {} }: OrderQuestion): string[] {
  const name = (step: number): string => steps[step]?.name ?? '';
  const { pinned = [], before = [], together = [] } = constraints;
  return [
    ...pinned.map(({ step, position }) => `${name(step)} stays step ${position + 1}`),
    ...before.map(([one, two]) => `${name(one)} comes before ${name(two)}`),
    ...together.map(([one, two]) => `${name(two)} follows ${name(one)}`),
  ];
}

function check({ steps, skips, trial }: OrderQuestion): void {
  checkAtLeast('steps', steps, 2, 'steps');
  checkUniqueKeys(
    'steps',
    steps.map(({ key }) => key),
  );
  stepSurvival(steps);
  if (skips !== undefined) checkSameLength('skips', skips, steps.length);
  if (trial !== undefined) checkOrder('trial.order', trial.order, steps.length);
}
