import type { PersonStep } from './person-steps.ts';

export interface HourlyIncidence {
  /** Hours since the send. */
  hours: number;
  atRisk: number;
  successes: number;
  /** Share of touches that have succeeded by then. */
  incidence: number;
}

/**
 * By when do replies to a step come in? Cumulative incidence of success by hours since the send (Aalen and Johansen
 * 1978): other exit, hand-over to the next step and the end of the window are competing ends, only the moment of looking
 * censors. One entry for each time with a success; at equal times successes come before other ends, and those before
 * censoring. `rows` are the touches of one step. Throws nothing.
 *
 * @example incidenceByHours([{ end: 'success', hours: 5 }, { end: 'window-closed', hours: 168 },
 *   { end: 'censored', hours: 40 }])
 * // [{ hours: 5, atRisk: 3, successes: 1, incidence: 0.3333 }]
 */
export function incidenceByHours(rows: readonly Pick<PersonStep, 'end' | 'hours'>[]): HourlyIncidence[] {
  const sorted = [...rows].sort((a, b) => a.hours - b.hours);
  const incidences: HourlyIncidence[] = [];
  let atRisk = sorted.length;
  let survival = 1;
  let incidence = 0;
  for (let i = 0; i < sorted.length; ) {
    const hours = sorted[i]?.hours ?? 0;
    let successes = 0;
    let others = 0;
    let leaving = 0;
    for (; sorted[i]?.hours === hours; i++) {
      leaving += 1;
      if (sorted[i]?.end === 'success') successes += 1;
      else if (sorted[i]?.end !== 'censored') others += 1;
    }
    if (successes > 0) {
      incidence += (survival * successes) / atRisk;
      incidences.push({ hours, atRisk, successes, incidence });
    }
    survival *= (atRisk - successes - others) / atRisk;
    atRisk -= leaving;
  }
  return incidences;
}
