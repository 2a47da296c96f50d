import { bestRate } from '../bayes/best-rate.ts';
import { credibleSet } from '../bayes/credible-set.ts';
import { checkCount, checkUniqueKeys } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** One whole day (24 hours) since enrollment. */
export interface DayCount {
  day: number;
  /** Enrolled, still in at the start of the day, and observed to its end. */
  atRisk: number;
  /** Of those, how many had the event during the day. */
  events: number;
}

export interface PeakDay {
  /** The day most likely to have the highest daily hazard. */
  value: number;
  /** First and last day of the 95 % credible set. */
  low: number;
  high: number;
  probability: number;
}

const LEAST_AT_RISK = 50;
const LEAST_EVENTS = 20;

/**
 * On which day since enrollment is the hazard highest? Independent Beta(1/2, 1/2) posteriors of the daily hazards,
 * exactly by quadrature. Days with under 50 at risk are left out: the axis has no end, and its thin tail would hold the
 * maximum by chance. Null with fewer than two days left, or under 20 events on them. Errors as `bestRate`, for
 * `days[i].day`, `days[i].atRisk`, `days[i].events`, and `duplicate-key` for `days`.
 *
 * @example peakDay([{ day: 0, atRisk: 1000, events: 4 }, { day: 1, atRisk: 990, events: 31 },
 *   { day: 2, atRisk: 950, events: 12 }])
 * // { value: 1, low: 1, high: 1, probability: 0.9977 }
 */
export function peakDay(days: readonly DayCount[]): PeakDay | null {
  checkUniqueKeys(
    'days',
    days.map(({ day }) => String(day)),
  );
  for (const [i, { day, atRisk, events }] of days.entries()) {
    checkCount(`days[${i}].day`, day);
    checkCount(`days[${i}].atRisk`, atRisk);
    checkCount(`days[${i}].events`, events);
    if (events > atRisk) {
      throw new DomainError(
        'inconsistent-counts',
        `days[${i}].events`,
        `${events} events among ${atRisk} at risk`,
        'Count each enrollment at most once a day',
      );
    }
  }
  const watched = days.filter(({ atRisk }) => atRisk >= LEAST_AT_RISK).sort((a, b) => a.day - b.day);
  const events = watched.reduce((sum, day) => sum + day.events, 0);
  if (watched.length < 2 || events < LEAST_EVENTS) return null;
  const { probabilities } = bestRate(watched.map((day) => ({ successes: day.events, trials: day.atRisk })));
  const { members } = credibleSet(probabilities);
  const contenders = members.map((index) => watched[index]?.day ?? 0);
  const [leader = 0] = members;
  return {
    value: contenders[0] ?? 0,
    low: Math.min(...contenders),
    high: Math.max(...contenders),
    probability: probabilities[leader] ?? 0,
  };
}
