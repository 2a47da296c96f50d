import { type Confidence, tailOf } from '../confidence.ts';
import type { Interval } from '../interval.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { checkDurations } from './duration.ts';

/** How long one unit was watched and which of several ends came: a reply, an unsubscribe, the next step. */
export interface CompetingDuration {
  /** 0 or more. */
  time: number;
  /** The end that came; null: none had come by then, and no more is known (censored). */
  cause: string | null;
  /** How many units are alike; default 1. */
  count?: number;
}

export interface IncidencePoint extends Interval {
  time: number;
  /** Units still watched just before this time. */
  atRisk: number;
  /** Ends of this cause. */
  events: number;
  /** P(this end has come by this time). */
  incidence: number;
  standardError: number;
}

export interface CompetingCurves {
  /** For each cause, the share it has taken by each time at which something happened. */
  causes: Record<string, IncidencePoint[]>;
  /** P(no end has come) after each of these times. */
  survival: { time: number; survival: number }[];
}

/**
 * What share replies within t hours, when an unsubscribe or the next step can come first? Aalen and Johansen (1978):
 * F_k(t) = Σ S(tᵢ-) d_kᵢ/nᵢ. Kaplan-Meier with the other ends as censoring answers "if the others did not exist" and is
 * too high. Variance by the Greenwood recursion for the pair (S, F_k) (Andersen, Borgan, Gill and Keiding 1993, 4.4):
 * without censoring it is F (1 - F) / n. Interval on the log(-log(1 - F)) scale; exact (Clopper and Pearson 1934) before
 * the first end of the cause and once all have had it.
 *
 * Throws `too-few-groups` or `out-of-range` for `durations`, `durations[i].time`, `level`, `not-a-count` for
 * `durations[i].count`.
 *
 * @example aalenJohansen([{ time: 6, cause: 'reply', count: 30 }, { time: 9, cause: 'unsubscribed', count: 20 },
 *   { time: 168, cause: null, count: 950 }]).causes.reply[1]
 * // { time: 9, incidence: 0.03, low: 0.02107, high: 0.04263 }
 */
export function aalenJohansen(
  durations: readonly CompetingDuration[],
  options: Confidence = {},
): CompetingCurves {
  const tail = tailOf(options);
  checkDurations(
    'durations',
    durations.map(({ cause, ...rest }) => ({ ...rest, event: cause !== null })),
  );
  const names = [...new Set(durations.flatMap(({ cause }) => cause ?? []))].sort();
  const table = endsByTime(durations);
  const causes = Object.fromEntries(names.map((name) => [name, incidenceOf(table, name, tail)]));
  let survival = 1;
  const curve = table.map(({ time, atRisk, ends }) => {
    survival *= (atRisk - ends) / atRisk;
    return { time, survival };
  });
  return { causes, survival: curve };
}

interface EndsRow {
  time: number;
  atRisk: number;
  ends: number;
  byCause: Map<string, number>;
}

function endsByTime(durations: readonly CompetingDuration[]): EndsRow[] {
  const sorted = [...durations].sort((left, right) => left.time - right.time);
  let atRisk = sorted.reduce((sum, { count = 1 }) => sum + count, 0);
  const rows: EndsRow[] = [];
  for (const { time, cause, count = 1 } of sorted) {
    if (count === 0) continue;
    const last = rows.at(-1);
    const row = last?.time === time ? last : { time, atRisk, ends: 0, byCause: new Map<string, number>() };
    if (row !== last) rows.push(row);
    atRisk -= count;
    if (cause === null) continue;
    row.ends += count;
    row.byCause.set(cause, (row.byCause.get(cause) ?? 0) + count);
  }
  return rows;
}

function incidenceOf(table: readonly EndsRow[], cause: string, halfAlpha: number): IncidencePoint[] {
  let survival = 1;
  let incidence = 0;
  let survivalVariance = 0;
  let covariance = 0;
  let variance = 0;
  let others = 0;
  return table.map(({ time, atRisk, ends, byCause }) => {
    const events = byCause.get(cause) ?? 0;
    const any = ends / atRisk;
    const hazard = events / atRisk;
    const noise = survival ** 2 / atRisk;
    variance += hazard * (2 * covariance + hazard * survivalVariance + noise * (1 - hazard));
    covariance = (1 - any) * (covariance + hazard * survivalVariance - noise * hazard);
    survivalVariance = (1 - any) ** 2 * survivalVariance + noise * any * (1 - any);
    incidence += survival * hazard;
    survival *= (atRisk - ends) / atRisk;
    others += ends - events;
    // All have had it: the sums are 1 and 0 but for rounding.
    const all = survival === 0 && others === 0;
    const share = all ? 1 : incidence;
    const standardError = all ? 0 : Math.sqrt(Math.max(0, variance));
    return {
      time,
      atRisk,
      events,
      incidence: share,
      standardError,
      ...endsOf(share, standardError, atRisk, halfAlpha),
    };
  });
}

function endsOf(incidence: number, standardError: number, atRisk: number, halfAlpha: number): Interval {
  // None (or all) of n leaves every share F with (1 - F)^n >= α/2 (or F^n).
  const exact = halfAlpha ** (1 / atRisk);
  if (incidence === 0) return { low: 0, high: 1 - exact };
  if (incidence >= 1) return { low: exact, high: 1 };
  const log = Math.log1p(-incidence);
  const spread = Math.exp((-normalQuantile(halfAlpha) * standardError) / ((1 - incidence) * -log));
  return { low: -Math.expm1(log / spread), high: -Math.expm1(log * spread) };
}
