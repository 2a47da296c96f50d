import { type BestRate, bestRate } from '../bayes/best-rate.ts';
import { checkAtLeast, checkSuccesses } from '../check.ts';
import type { Interval } from '../interval.ts';
import { newcombe } from '../proportion/newcombe.ts';
import type { RateCount } from '../rate-count.ts';
import { betaCdf } from '../special/beta.ts';
import { type BetaAverage, betaAverage } from './beta-average.ts';
import { type Curve, curveAt, curveAtRate, tabulate } from './curve.ts';

/** A step's decision point, where chance decided who gets it: successes by the sequence's horizon in both arms. */
export interface SkipCount {
  sent: RateCount;
  skipped: RateCount;
}

export interface StepLift extends Interval {
  /** Success by the horizon with the step minus without it; null while an arm is empty. */
  value: number | null;
  /** P(the step does good). */
  probabilityPositive: number;
}

export interface BestLift extends BestRate {
  lifts: StepLift[];
}

const POINTS_PER_WIDTH = 8;
const MOST_POINTS = 2001;

/**
 * What is lost without a step, and for which step is that the most? Lift of step k: E[success | send k] - E[success |
 * skip k] among those at its decision point, from randomized skips, with Newcombe's interval (1998, method 10; 95 %).
 * The steps' randomizations are independent, so the posteriors are too: each arm Beta(1/2, 1/2) plus its counts, and
 * P(the lift of k is the largest) by quadrature. `means` are posterior means of the lifts, `expectedLoss` what taking k
 * for the best gives up. The 95 % interval of an empty arm is [-1, 1]. Throws `too-few-groups` for `steps`,
 * `not-a-count` or `inconsistent-counts` for `steps[k].sent.successes` and the like.
 *
 * @example bestLift([{ sent: { successes: 700, trials: 4500 }, skipped: { successes: 38, trials: 500 } }]).lifts[0].value
 * // 0.07956
 */
export function bestLift(steps: readonly SkipCount[]): BestLift {
  checkAtLeast('steps', steps, 1, 'steps');
  const arms = steps.map(({ sent, skipped }, k) => {
    checkSuccesses(`steps[${k}].sent.`, sent.successes, sent.trials);
    checkSuccesses(`steps[${k}].skipped.`, skipped.successes, skipped.trials);
    return { sent: nodesOf(sent), skipped: nodesOf(skipped) };
  });
  const curves = steps.map((step, k) => differenceCurve(step, arms[k] as Arms));
  const parts = arms.map(({ sent, skipped }, k) => {
    const largest = (d: number): number =>
      curves.reduce((product, curve, j) => (j === k ? product : product * curveAt(curve, d)), 1);
    return {
      probability: sent.expect((x) => skipped.expect((y) => largest(x - y))),
      part: sent.expect((x) => skipped.expect((y) => (x - y) * largest(x - y))),
    };
  });
  const means = steps.map(({ sent, skipped }) => meanOf(sent) - meanOf(skipped));
  const expectedMax = Math.max(
    ...means,
    parts.reduce((sum, { part }) => sum + part, 0),
  );
  const total = parts.reduce((sum, { probability }) => sum + probability, 0);
  return {
    probabilities: parts.map(({ probability }) => probability / total),
    means,
    expectedMax,
    expectedLoss: means.map((mean) => expectedMax - mean),
    lifts: steps.map(liftOf),
  };
}

interface Arms {
  sent: BetaAverage;
  skipped: BetaAverage;
}

const nodesOf = ({ successes, trials }: RateCount): BetaAverage =>
  betaAverage(successes + 0.5, trials - successes + 0.5);

const meanOf = ({ successes, trials }: RateCount): number => (successes + 0.5) / (trials + 1);

/** P(X - Y <= d) = E[F_X(d + Y)]. */
function differenceCurve({ sent }: SkipCount, arms: Arms): Curve {
  const [a, b] = [sent.successes + 0.5, sent.trials - sent.successes + 0.5];
  const angle = (rate: number): number => Math.asin(Math.sqrt(rate));
  const [start, end] = [angle(arms.sent.from), angle(arms.sent.to)];
  const cdf = tabulate(start, end, points((end - start) / arms.sent.width), (at) =>
    betaCdf(Math.sin(at) ** 2, a, b),
  );
  const from = arms.sent.from - arms.skipped.to;
  const to = arms.sent.to - arms.skipped.from;
  const spread = Math.min(arms.sent.to - arms.sent.from, arms.skipped.to - arms.skipped.from);
  return tabulate(from, to, points((20 * (to - from)) / spread), (d) =>
    arms.skipped.expect((y) => (d + y <= 0 ? 0 : curveAtRate(cdf, d + y))),
  );
}

const points = (widths: number): number =>
  Math.min(MOST_POINTS, Math.max(101, Math.ceil(widths * POINTS_PER_WIDTH)));

function liftOf({ sent, skipped }: SkipCount): StepLift {
  const [probabilityPositive = 0.5] = bestRate([sent, skipped]).probabilities;
  if (sent.trials === 0 || skipped.trials === 0)
    return { value: null, low: -1, high: 1, probabilityPositive };
  const value = sent.successes / sent.trials - skipped.successes / skipped.trials;
  return { value, ...newcombe({ control: skipped, treatment: sent }), probabilityPositive };
}
