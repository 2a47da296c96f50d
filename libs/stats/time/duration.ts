import { checkAtLeast, checkCount, checkNonNegative } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** How long one unit (a touch, an enrollment) was watched, in any unit of time, and whether it ended with the event. */
export interface Duration {
  /** 0 or more, counted from where watching began. */
  time: number;
  /** True: the event came at `time`. False: nothing had come by then, and no more is known (censored). */
  event: boolean;
  /** How many units are alike; default 1. */
  count?: number;
}

/** What happened at one time. */
export interface RiskRow {
  time: number;
  /** Units still watched just before this time. */
  atRisk: number;
  events: number;
  censored: number;
}

export function checkDurations(field: string, durations: readonly Duration[]): void {
  checkAtLeast(field, durations, 1, 'durations');
  let total = 0;
  for (const [i, { time, count = 1 }] of durations.entries()) {
    checkNonNegative(`${field}[${i}].time`, time);
    checkCount(`${field}[${i}].count`, count);
    total += count;
  }
  if (total === 0) {
    throw new DomainError('out-of-range', field, 'all counts are 0', 'Ask once there is a unit');
  }
}

/**
 * Who was at risk when: a row for each time at which something happened, in order. At equal times events come before
 * censorings, so a unit censored at t counts as at risk at t. Throws `too-few-groups` or `out-of-range` for `durations`,
 * `out-of-range` for `durations[i].time`, `not-a-count` for `durations[i].count`.
 *
 * @example riskTable([{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }])[0]
 * // { time: 6, atRisk: 1000, events: 30, censored: 0 }
 */
export function riskTable(durations: readonly Duration[], field = 'durations'): RiskRow[] {
  checkDurations(field, durations);
  const sorted = [...durations].sort((left, right) => left.time - right.time);
  let atRisk = sorted.reduce((sum, { count = 1 }) => sum + count, 0);
  const rows: RiskRow[] = [];
  for (const { time, event, count = 1 } of sorted) {
    if (count === 0) continue;
    const last = rows.at(-1);
    const row = last?.time === time ? last : { time, atRisk, events: 0, censored: 0 };
    if (row !== last) rows.push(row);
    if (event) row.events += count;
    else row.censored += count;
    atRisk -= count;
  }
  return rows;
}
