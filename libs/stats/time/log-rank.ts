import { checkAtLeast, checkNonNegative } from '../check.ts';
import { zeros } from '../linear/matrix.ts';
import { quadraticForm } from '../linear/quadratic-form.ts';
import { chiSquareSf } from '../special/chi-square.ts';
import { checkDurations, type Duration } from './duration.ts';

/** Which times count how much; S is the Kaplan-Meier curve of all groups together just before the time. */
export type LogRankWeights =
  /** All alike: best against proportional hazards (Mantel 1966). */
  | 'log-rank'
  /** By the number at risk: early differences (Gehan 1965; Breslow 1970); depends on the censoring. */
  | 'gehan-wilcoxon'
  /** By its root (Tarone and Ware 1977). */
  | 'tarone-ware'
  /** By Π (1 - d/(n + 1)): early differences, whatever the censoring (Peto and Peto 1972; Andersen et al. 1982). */
  | 'peto-peto'
  /** By S^rho (1 - S)^gamma (Fleming and Harrington 1981): rho 1 early, gamma 1 late. */
  | { rho: number; gamma: number };

export interface LogRank {
  /** Events of each group, and how many there would be without a difference (not weighted). */
  groups: { observed: number; expected: number }[];
  chiSquare: number;
  degreesOfFreedom: number;
  /** A fixed-horizon p-value: valid for one look. 1 where nothing can differ (no event, one group at risk). */
  pValue: number;
}

/**
 * Do replies come at another pace in these groups? At each time with an event the events of a group are compared with
 * its share of those at risk: U = Σ w (d_j - n_j d/n), with the hypergeometric covariance, chi-square on the groups less
 * one. Two groups or more, in the caller's order. Choose the weights before looking.
 *
 * Throws `too-few-groups` for `groups`, else as `riskTable` with `groups[i]`; `out-of-range` for `weights.rho`.
 *
 * @example logRank([[{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }], [{ time: 3, event: true, count: 40 },
 *   { time: 24, event: true, count: 20 }, { time: 168, event: false, count: 940 }]])
 * // { chiSquare: 1.084, degreesOfFreedom: 1, pValue: 0.2977 }
 */
export function logRank(
  groups: readonly (readonly Duration[])[],
  { weights = 'log-rank' }: { weights?: LogRankWeights } = {},
): LogRank {
  checkGroups('groups', groups);
  return testOf([groups], weights);
}

/**
 * The same question within strata (channel, account tier) whose paces differ: the deviations and covariances of the
 * strata are added up (Mantel 1966); weights are taken within each stratum. Each stratum lists the same groups in the
 * same order; a group may have nobody in a stratum. Errors as `logRank` with `strata[h][i]`.
 *
 * @example stratifiedLogRank([[[{ time: 1, event: true, count: 9 }], [{ time: 2, event: true, count: 9 }]],
 *   [[{ time: 5, event: true, count: 4 }], [{ time: 6, event: true, count: 4 }]]]).pValue
 * // 9.784e-7
 */
export function stratifiedLogRank(
  strata: readonly (readonly (readonly Duration[])[])[],
  { weights = 'log-rank' }: { weights?: LogRankWeights } = {},
): LogRank {
  checkAtLeast('strata', strata, 1, 'strata');
  const size = strata[0]?.length ?? 0;
  for (const [h, groups] of strata.entries()) {
    checkAtLeast(`strata[${h}]`, groups, Math.max(2, size), 'groups');
    for (const [i, group] of groups.entries()) {
      if (group.length > 0) checkDurations(`strata[${h}][${i}]`, group);
    }
  }
  return testOf(strata, weights);
}

function checkGroups(field: string, groups: readonly (readonly Duration[])[]): void {
  checkAtLeast(field, groups, 2, 'groups');
  for (const [i, group] of groups.entries()) checkDurations(`${field}[${i}]`, group);
}

function testOf(strata: readonly (readonly (readonly Duration[])[])[], weights: LogRankWeights): LogRank {
  if (typeof weights === 'object') {
    checkNonNegative('weights.rho', weights.rho);
    checkNonNegative('weights.gamma', weights.gamma);
  }
  const size = Math.max(...strata.map((groups) => groups.length));
  const groups = Array.from({ length: size }, () => ({ observed: 0, expected: 0 }));
  const deviations = new Array<number>(size).fill(0);
  const covariance = zeros(size, size);
  for (const stratum of strata) {
    const weightAt = weighing(weights);
    for (const { atRisk, events } of eventTimes(stratum)) {
      const n = sum(atRisk);
      const d = sum(events);
      const weight = weightAt(n, d);
      const spread = n > 1 ? (weight ** 2 * d * (n - d)) / (n - 1) : 0;
      for (const [i, group] of groups.entries()) {
        const share = (atRisk[i] ?? 0) / n;
        group.observed += events[i] ?? 0;
        group.expected += d * share;
        deviations[i] = (deviations[i] ?? 0) + weight * ((events[i] ?? 0) - d * share);
        const row = covariance[i] ?? [];
        for (let j = 0; j < size; j++) {
          const other = (atRisk[j] ?? 0) / n;
          row[j] = (row[j] ?? 0) + spread * share * ((i === j ? 1 : 0) - other);
        }
      }
    }
  }
  // The deviations add up to zero: one group follows from the others.
  const { value, rank } = quadraticForm(
    deviations.slice(1),
    covariance.slice(1).map((row) => row.slice(1)),
  );
  return {
    groups,
    chiSquare: value,
    degreesOfFreedom: rank,
    pValue: rank === 0 ? 1 : chiSquareSf(value, rank),
  };
}

/** The weight of each event time in order, from the number at risk and of events; keeps the curve of all groups. */
function weighing(weights: LogRankWeights): (n: number, d: number) => number {
  let survival = 1;
  let modified = 1;
  return (n, d) => {
    const before = survival;
    survival *= (n - d) / n;
    modified *= 1 - d / (n + 1);
    if (typeof weights === 'object') return before ** weights.rho * (1 - before) ** weights.gamma;
    switch (weights) {
      case 'log-rank':
        return 1;
      case 'gehan-wilcoxon':
        return n;
      case 'tarone-ware':
        return Math.sqrt(n);
      case 'peto-peto':
        return modified;
    }
  };
}

interface EventTime {
  atRisk: number[];
  events: number[];
}

/** By group, who was at risk and who had the event, at each time with an event. */
function eventTimes(groups: readonly (readonly Duration[])[]): EventTime[] {
  const all = groups.flatMap((group, index) =>
    group.map(({ time, event, count = 1 }) => ({ time, event, count, index })),
  );
  all.sort((left, right) => left.time - right.time);
  const atRisk = groups.map((group) => group.reduce((total, { count = 1 }) => total + count, 0));
  const times: EventTime[] = [];
  for (let from = 0; from < all.length; ) {
    const now: EventTime = { atRisk: [...atRisk], events: groups.map(() => 0) };
    let to = from;
    for (let entry = all[to]; entry !== undefined && entry.time === all[from]?.time; entry = all[++to]) {
      atRisk[entry.index] = (atRisk[entry.index] ?? 0) - entry.count;
      if (entry.event) now.events[entry.index] = (now.events[entry.index] ?? 0) + entry.count;
    }
    if (sum(now.events) > 0) times.push(now);
    from = to;
  }
  return times;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
