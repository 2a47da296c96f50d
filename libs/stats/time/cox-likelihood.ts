import { dot, zeros } from '../linear/matrix.ts';
import type { Likelihood } from '../linear/newton.ts';

export interface CoxRow {
  time: number;
  event: boolean;
  count: number;
  covariates: readonly number[];
}

/** Σ w, Σ w x and Σ w x x' over some units, w = exp(x β) times their number. */
class Moments {
  weight = 0;
  readonly first: number[];
  readonly second: number[][];

  constructor(size: number) {
    this.first = new Array<number>(size).fill(0);
    this.second = zeros(size, size);
  }

  add(weight: number, x: readonly number[]): void {
    this.weight += weight;
    for (const [i, value] of x.entries()) {
      this.first[i] = (this.first[i] ?? 0) + weight * value;
      const row = this.second[i] ?? [];
      for (let j = 0; j <= i; j++) row[j] = (row[j] ?? 0) + weight * value * (x[j] ?? 0);
    }
  }
}

/**
 * Cox's partial log-likelihood, its score and information. Each stratum's rows come sorted by time, the latest first.
 * Ties: d events at one time stand over the sums S - (r/d) D, r = 0 … d - 1, D the sums over the events themselves
 * (Efron 1977), or over S each time (Breslow 1974).
 */
export function coxLikelihood(
  strata: readonly (readonly CoxRow[])[],
  beta: readonly number[],
  ties: 'efron' | 'breslow',
): Likelihood {
  const size = beta.length;
  const score = new Array<number>(size).fill(0);
  const information = zeros(size, size);
  let logLikelihood = 0;
  for (const rows of strata) {
    const risks = rows.map(({ covariates }) => dot(covariates, beta));
    // Only differences count: the largest is moved to zero, so that no exponential overflows.
    const top = risks.reduce((largest, risk) => Math.max(largest, risk), Number.NEGATIVE_INFINITY);
    const atRisk = new Moments(size);
    for (let from = 0; from < rows.length; ) {
      const time = rows[from]?.time;
      const tied = new Moments(size);
      let events = 0;
      let to = from;
      for (let row = rows[to]; row !== undefined && row.time === time; row = rows[++to]) {
        const risk = (risks[to] ?? 0) - top;
        const weight = row.count * Math.exp(risk);
        atRisk.add(weight, row.covariates);
        if (!row.event) continue;
        tied.add(weight, row.covariates);
        events += row.count;
        logLikelihood += row.count * risk;
        for (const [i, value] of row.covariates.entries()) score[i] = (score[i] ?? 0) + row.count * value;
      }
      const parts = ties === 'efron' ? events : Math.min(1, events);
      for (let r = 0; r < parts; r++) {
        logLikelihood -= subtract(score, information, atRisk, tied, r / parts, events / parts);
      }
      from = to;
    }
  }
  for (const [i, row] of information.entries()) {
    for (let j = i + 1; j < size; j++) row[j] = information[j]?.[i] ?? 0;
  }
  return { logLikelihood, score, information };
}

/** Takes the mean of those at risk from the score `times` times; returns what the log-likelihood loses. */
function subtract(
  score: number[],
  information: number[][],
  atRisk: Moments,
  tied: Moments,
  share: number,
  times: number,
): number {
  const weight = atRisk.weight - share * tied.weight;
  const mean = score.map((_, i) => ((atRisk.first[i] ?? 0) - share * (tied.first[i] ?? 0)) / weight);
  for (let i = 0; i < score.length; i++) {
    score[i] = (score[i] ?? 0) - times * (mean[i] ?? 0);
    const row = information[i] ?? [];
    for (let j = 0; j <= i; j++) {
      const second = (atRisk.second[i]?.[j] ?? 0) - share * (tied.second[i]?.[j] ?? 0);
      row[j] = (row[j] ?? 0) + times * (second / weight - (mean[i] ?? 0) * (mean[j] ?? 0));
    }
  }
  return times * Math.log(weight);
}
