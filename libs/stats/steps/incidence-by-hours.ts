import type { Interval } from '../interval.ts';
import { aalenJohansen } from '../time/aalen-johansen.ts';
import type { PersonStep } from './person-steps.ts';

export interface HourlyIncidence extends Interval {
  /** Hours since the send. */
  hours: number;
  atRisk: number;
  successes: number;
  /** Share of touches that have succeeded by then, with its 95 % interval. */
  incidence: number;
}

/**
 * By when do replies to a step come in? Cumulative incidence of success by hours since the send (see `aalenJohansen`; 1978):
 * other exit, hand-over to the next step and the end of the window are competing ends, only the moment of looking censors.
 * One entry for each time with a success; at equal times ends come before censoring. `rows` are the touches of one step.
 * Throws `out-of-range` for hours below 0 (`durations[i].time`).
 *
 * @example incidenceByHours([{ end: 'success', hours: 5 }, { end: 'window-closed', hours: 168 },
 *   { end: 'censored', hours: 40 }])
 * // [{ hours: 5, atRisk: 3, successes: 1, incidence: 0.3333, low: 0.05479, high: 0.9459 }]
 */
export function incidenceByHours(rows: readonly Pick<PersonStep, 'end' | 'hours'>[]): HourlyIncidence[] {
  if (rows.length === 0) return [];
  const { causes } = aalenJohansen(
    rows.map(({ end, hours }) => ({ time: hours, cause: end === 'censored' ? null : end })),
  );
  return (causes.success ?? [])
    .filter(({ events }) => events > 0)
    .map(({ time, atRisk, events, incidence, low, high }) => {
      return { hours: time, atRisk, successes: events, incidence, low, high };
    });
}
