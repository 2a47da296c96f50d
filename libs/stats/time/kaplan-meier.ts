import { checkLevel } from '../check.ts';
import { type Confidence, tailOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { type Duration, type RiskRow, riskTable } from './duration.ts';

export interface SurvivalPoint extends RiskRow {
  /** P(no event up to and including this time). */
  survival: number;
  /** Greenwood's; 0 before the first event; null once survival is 0, where the formula has no value. */
  standardError: number | null;
  low: number;
  high: number;
}

export interface SurvivalOptions extends Confidence {
  /** `log-log` (default) holds its level in small groups; `plain` is survival ± z · standard error, cut off at 0 and 1. */
  interval?: 'log-log' | 'plain';
}

export interface TimeToShare {
  /** The time by which the share has had the event; null when fewer have. */
  value: number | null;
  low: number | null;
  /** Null: no upper end within what was watched. */
  high: number | null;
}

export interface SurvivalCurve {
  points: SurvivalPoint[];
  median: TimeToShare;
}

/**
 * How many are still without a reply after t hours, when some were not watched to the end? Kaplan and Meier (1958): S(t)
 * = Π (1 - dᵢ/nᵢ), Greenwood's variance S² Σ dᵢ / (nᵢ (nᵢ - dᵢ)) (1926), intervals on the log(-log S) scale (Kalbfleisch
 * and Prentice 1980) or plain. Where no event or nothing but events have come, neither scale has a value: before the
 * first event the interval is exact, from (α/2)^(1/n) up to 1, and at S = 0 it reaches from 0 up to the last upper end.
 * The median is where the curve reaches one half (the middle, if it stays there), its ends where the interval's do
 * (Brookmeyer and Crowley 1982). Other ends than censoring (unsubscribed) are competing risks: use `aalenJohansen`.
 *
 * Throws as `riskTable`, and `out-of-range` for `level`.
 *
 * @example kaplanMeier([{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }]).points[1]
 * // { time: 24, survival: 0.95, low: 0.9346, high: 0.9619 }
 */
export function kaplanMeier(durations: readonly Duration[], options: SurvivalOptions = {}): SurvivalCurve {
  const { interval = 'log-log' } = options;
  const tail = tailOf(options);
  const points: SurvivalPoint[] = [];
  let survival = 1;
  let greenwood = 0;
  let lastHigh = 1;
  for (const row of riskTable(durations)) {
    const { atRisk, events } = row;
    survival *= (atRisk - events) / atRisk;
    if (events > 0) greenwood += events / (atRisk * (atRisk - events));
    const ends = endsOf({ survival, greenwood, atRisk, lastHigh }, tail, interval);
    lastHigh = ends.high;
    const standardError = survival > 0 ? survival * Math.sqrt(greenwood) : null;
    points.push({ ...row, survival, standardError, ...ends });
  }
  return { points, median: timeToShare(points, 0.5) };
}

interface State {
  survival: number;
  /** Variance of log S. */
  greenwood: number;
  atRisk: number;
  lastHigh: number;
}

function endsOf(state: State, halfAlpha: number, interval: 'log-log' | 'plain'): Interval {
  const { survival, greenwood, atRisk, lastHigh } = state;
  // n units without an event leave every S with S^n >= α/2 (Clopper and Pearson 1934).
  const exact = halfAlpha ** (1 / atRisk);
  if (survival === 1) return { low: exact, high: 1 };
  if (survival === 0) return { low: 0, high: lastHigh < 1 ? lastHigh : 1 - exact };
  const off = -normalQuantile(halfAlpha) * Math.sqrt(greenwood);
  if (interval === 'plain') {
    return { low: Math.max(0, survival - off * survival), high: Math.min(1, survival + off * survival) };
  }
  const log = Math.log(survival);
  const spread = Math.exp(off / -log);
  return { low: Math.exp(log * spread), high: Math.exp(log / spread) };
}

/** What rounding may put between a survival and the share it equals. */
const SAME = 1.5e-8;

/**
 * By when has this share of all units had the event? The first time at which a survival curve is at or below 1 - share; the
 * middle of the stretch where it equals it. The ends are where the curve's interval gets there. Null: not within what was
 * watched. Throws `out-of-range` for `share`.
 *
 * @example timeToShare(kaplanMeier([{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }]).points, 0.03)
 * // { value: 15, low: 6, high: 24 }
 */
export function timeToShare(points: readonly SurvivalPoint[], share: number): TimeToShare {
  checkLevel('share', share);
  const left = 1 - share;
  return {
    value: crossing(points, left, ({ survival }) => survival),
    low: crossing(points, left, ({ low }) => low),
    high: crossing(points, left, ({ high }) => high),
  };
}

function crossing(
  points: readonly SurvivalPoint[],
  left: number,
  curve: (point: SurvivalPoint) => number,
): number | null {
  const first = points.find((point) => point.survival < 1 && curve(point) <= left + SAME);
  if (first === undefined) return null;
  if (Math.abs(curve(first) - left) > SAME) return first.time;
  const below = points.find((point) => curve(point) < left - SAME);
  return below === undefined ? first.time : (first.time + below.time) / 2;
}
