import { checkTouchLog, type EnrollmentLog, type TouchLog } from './touch-record.ts';

/** How the watch of one touch ended; where two ends fall together, the one named first counts. */
export type TouchEnd = 'success' | 'other-exit' | 'handover' | 'window-closed' | 'censored';

/** One row of the person-step table: one touch of one enrollment. */
export interface PersonStep {
  enrollment: number;
  /** 0-based. */
  step: number;
  sentAt: number;
  /** Hours it is watched: the window, in last-touch mode cut at the planned wait to the next step. */
  horizon: number;
  end: TouchEnd;
  /** From the send to the end. */
  hours: number;
  /** Its horizon has passed, whatever happened: the touches that rates are made of. */
  mature: boolean;
}

export interface PersonStepTable {
  rows: PersonStep[];
  /** Events that came later than their touch was watched, or that no touch precedes: in the totals, in no rate. */
  unattributed: number;
}

/**
 * Which touch does each event belong to, and how did the watch of every touch end? The person-step table behind every
 * step number (Singer and Willett 1993). Maturity is by cohort, sent + horizon <= as-of, never by outcome: dropping
 * touches that are "still waiting" would keep the quick repliers and drop the slow non-repliers.
 *
 * In thread mode an event that names its touch belongs to it, and for every other touch of the enrollment it is an other
 * exit; an event that names none falls back to the last touch. Throws `too-few-groups` for `steps`, `out-of-range` for
 * `asOf`, `steps[k].windowHours`, `enrollments[i].event.at` and the like, `duplicate-key` for a step that is sent twice
 * (`enrollments[i].sends[j].step`).
 *
 * @example personSteps({ steps: [{ windowHours: 168, waitHours: null }], asOf: 200, attribution: 'thread',
 *   enrollments: [{ sends: [{ step: 0, at: 0 }], event: { at: 5, step: 0 }, exitAt: null },
 *   { sends: [{ step: 0, at: 8 }], event: null, exitAt: null }] }).rows.map(({ end }) => end)
 * // ['success', 'window-closed']
 */
export function personSteps(log: TouchLog): PersonStepTable {
  checkTouchLog(log);
  const rows: PersonStep[] = [];
  let unattributed = 0;
  for (const [i, enrollment] of log.enrollments.entries()) {
    const own = touches(log, enrollment, i);
    rows.push(...own);
    const { event } = enrollment;
    if (event !== null && event.at <= log.asOf && !own.some(({ end }) => end === 'success'))
      unattributed += 1;
  }
  return { rows, unattributed };
}

function touches(log: TouchLog, enrollment: EnrollmentLog, index: number): PersonStep[] {
  const { steps, asOf } = log;
  const { event, exitAt } = enrollment;
  const sends = enrollment.sends
    .filter(({ at }) => at <= asOf)
    .sort((a, b) => a.at - b.at || a.step - b.step);
  const named = log.attribution === 'thread' ? (event?.step ?? null) : null;
  const target =
    named !== null && sends.some(({ step }) => step === named) ? named : lastBefore(sends, event?.at)?.step;
  return sends.map(({ step, at }) => {
    const window = steps[step]?.windowHours ?? 0;
    const wait = log.attribution === 'thread' ? null : (steps[step]?.waitHours ?? null);
    const horizon = Math.min(window, wait ?? window);
    const ends: [TouchEnd, number][] = [];
    if (event !== null && event.at >= at)
      ends.push([step === target ? 'success' : 'other-exit', event.at - at]);
    if (exitAt !== null) ends.push(['other-exit', Math.max(0, exitAt - at)]);
    if (wait !== null && wait <= window) ends.push(['handover', wait]);
    ends.push(['window-closed', window], ['censored', asOf - at]);
    let [end, hours] = ends[0] ?? ['censored', 0];
    for (const [kind, after] of ends) if (after < hours) [end, hours] = [kind, after];
    return { enrollment: index, step, sentAt: at, horizon, end, hours, mature: at + horizon <= asOf };
  });
}

/** The latest touch before the event; an event at the very moment of a send belongs to the touch before that, if any. */
function lastBefore(sends: EnrollmentLog['sends'], event: number | undefined) {
  if (event === undefined) return undefined;
  return sends.filter(({ at }) => at < event).at(-1) ?? sends.find(({ at }) => at === event);
}
