import { checkAtLeast, checkPositive, checkSuccesses } from '../check.ts';
import { checkAllocation } from '../check-allocation.ts';
import { DomainError } from '../domain-error.ts';
import type { Interval } from '../interval.ts';
import { sampleRatio } from '../sample-ratio/sample-ratio.ts';
import type { Pair } from '../sequential/rate-ratio-sequence.ts';
import { runningConversions } from '../sequential/running-conversions.ts';
import { normalCdf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

/** One day of a randomized test of a candidate order against the incumbent: matured enrollments only. */
export interface OrderDay {
  incumbent: { units: number; successes: number };
  candidate: { units: number; successes: number };
}

export interface CandidateQuestion {
  /** First day first. */
  daily: readonly OrderDay[];
  /** Weights of incumbent and candidate, constant over the test. */
  allocation: Pair;
  /** Enrollments assigned to each, for the sample ratio; default: those matured. */
  assigned?: Pair;
  /** Enrollments over both arms after which the test is given up; default: none. */
  mostUnits?: number;
  /** The smallest ratio of rates that matters; default 1.02. */
  leastRatio?: number;
  /** Standard deviation of true log ratios of candidates that were tested before; default 0.1. */
  priorSd?: number;
  /** Probability of a wrong decision in either direction; default 0.05. */
  alpha?: number;
}

export interface CandidateVerdict {
  action: 'promote' | 'stop-test' | 'test';
  /** Why the test stops; null for `promote` and while it goes on. */
  reason: 'harm' | 'futile' | 'given-up' | 'unhealthy' | null;
  /** Always-valid interval of the ratio of rates minus 1, candidate to incumbent; null for an infinite end. */
  lift: { low: number | null; high: number | null };
  pValue: number;
  /** Shrunk gain in success per enrollment, with its 95 % interval; null before the first success. */
  gain: (Interval & { value: number }) | null;
  /** P(the candidate is worse), by the same shrunk posterior; null before the first success. */
  probabilityOfHarm: number | null;
  /** Keep this share on the old order after promoting, to see drift. */
  holdBack: number;
}

const HOLD_BACK = 0.05;
const LEAST_SAMPLE_RATIO_P = 0.001;

/**
 * May a candidate order replace the incumbent? Daily looks cost nothing: the decision is the always-valid test of conversion
 * counts (Lindon and Malek 2022) with its running intersection. `promote` once the ratio of rates surely exceeds 1 and the
 * arms got their shares; `stop-test` once it is surely under 1 (harm) or under `leastRatio` (futile), after `mostUnits`, or
 * when the sample ratio is broken or the interval is empty (unhealthy); else `test` on.
 *
 * A winner that is stopped at its best looks better than it is, so the gain is shrunk: normal posterior of the log ratio
 * with prior N(0, priorSd²) and Katz' standard error (half a success added to each arm), which stopping does not bias if
 * the prior is right; times the incumbent's rate. Throws `too-few-groups` for `daily`, `not-a-count` or
 * `inconsistent-counts` for `daily[i].candidate.successes` and the like, `out-of-range` for `allocation`, `priorSd`,
 * `mostUnits`, `leastRatio`.
 *
 * @example judgeCandidate({ daily: [{ incumbent: { units: 9000, successes: 1395 },
 *   candidate: { units: 9000, successes: 1620 } }], allocation: [1, 1] }).action
 * // 'promote'
 */
export function judgeCandidate(question: CandidateQuestion): CandidateVerdict {
  const { daily, allocation, mostUnits, leastRatio = 1.02, priorSd = 0.1, alpha = 0.05 } = question;
  checkAtLeast('daily', daily, 1, 'days');
  checkAllocation('allocation', allocation);
  checkPositive('priorSd', priorSd);
  if (mostUnits !== undefined) checkPositive('mostUnits', mostUnits);
  if (!(leastRatio >= 1)) {
    throw new DomainError(
      'out-of-range',
      'leastRatio',
      `${leastRatio} is under 1`,
      'Give a ratio such as 1.02',
    );
  }
  const sum = { units: [0, 0] as [number, number], successes: [0, 0] as [number, number] };
  for (const [i, day] of daily.entries()) {
    for (const [j, arm] of (['incumbent', 'candidate'] as const).entries()) {
      const { units, successes } = day[arm];
      checkSuccesses(`daily[${i}].${arm}.`, successes, units);
      sum.units[j] = (sum.units[j] ?? 0) + units;
      sum.successes[j] = (sum.successes[j] ?? 0) + successes;
    }
  }
  const pairs = daily.map(({ incumbent, candidate }): Pair => [incumbent.successes, candidate.successes]);
  const now = runningConversions(pairs, allocation, { alpha }).at(-1) ?? {
    ...{ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, pValue: 1, empty: false },
  };
  const ratioP = sampleRatio(question.assigned ?? sum.units, allocation).pValue;
  const shrunk = shrink(sum, priorSd);
  const reason = whyStop(now, ratioP, leastRatio, sum.units[0] + sum.units[1], mostUnits);
  const end = (log: number): number | null => (Number.isFinite(log) ? Math.expm1(log) : null);
  return {
    action: reason !== null ? 'stop-test' : now.low > 0 ? 'promote' : 'test',
    reason,
    lift: { low: end(now.low), high: end(now.high) },
    pValue: now.pValue,
    gain: shrunk?.gain ?? null,
    probabilityOfHarm: shrunk?.probabilityOfHarm ?? null,
    holdBack: HOLD_BACK,
  };
}

function whyStop(
  { low, high, empty }: { low: number; high: number; empty: boolean },
  sampleRatioP: number,
  leastRatio: number,
  units: number,
  mostUnits: number | undefined,
): CandidateVerdict['reason'] {
  if (empty || sampleRatioP < LEAST_SAMPLE_RATIO_P) return 'unhealthy';
  if (low > 0) return null;
  if (high < 0) return 'harm';
  if (high < Math.log(leastRatio)) return 'futile';
  return mostUnits !== undefined && units >= mostUnits ? 'given-up' : null;
}

function shrink(
  { units, successes }: { units: [number, number]; successes: [number, number] },
  priorSd: number,
) {
  const [n1, n2] = units;
  const [x1, x2] = successes;
  if (x1 + x2 === 0 || n1 === 0 || n2 === 0) return null;
  const base = (x1 + 0.5) / (n1 + 1);
  const estimate = Math.log((x2 + 0.5) / (n2 + 1) / base);
  const variance = 1 / (x1 + 0.5) - 1 / (n1 + 1) + 1 / (x2 + 0.5) - 1 / (n2 + 1);
  const weight = priorSd ** 2 / (priorSd ** 2 + variance);
  const mean = weight * estimate;
  const sd = Math.sqrt(weight * variance);
  const z = normalQuantile(0.975);
  const gainAt = (log: number): number => base * Math.expm1(log);
  return {
    gain: { value: gainAt(mean), low: gainAt(mean - z * sd), high: gainAt(mean + z * sd) },
    probabilityOfHarm: normalCdf(-mean / sd),
  };
}
