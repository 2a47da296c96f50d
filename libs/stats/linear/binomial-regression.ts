import { deviance } from '../special/deviance.ts';
import { cholesky, inverseFromCholesky } from './cholesky.ts';
import { dot, zeros } from './matrix.ts';
import { type Likelihood, type Maximum, maximize } from './newton.ts';

/** `logit`: coefficients are log odds ratios. `cloglog`: log(-log(1 - p)), coefficients are log hazard ratios. */
export type Link = 'logit' | 'cloglog';

/** Some trials that are alike. */
export interface BinomialRow {
  x: readonly number[];
  successes: number;
  trials: number;
}

/**
 * Maximum likelihood of P(success) = link⁻¹(x β) (McCullagh and Nelder 1989): the log-likelihood is concave for both
 * links, so by Newton's method. The covariance is the inverse of the expected information, as iteratively reweighted
 * least squares gives it. `start` should have the size of the data: an intercept of the overall share.
 */
export function binomialRegression(
  rows: readonly BinomialRow[],
  link: Link,
  start: readonly number[],
): Maximum {
  const found = maximize((beta) => likelihoodOf(rows, beta, link, 'observed'), start);
  if (found.kind !== 'maximum') return found;
  const { information } = likelihoodOf(rows, found.at, link, 'expected');
  const lower = cholesky(information);
  if (lower === null) return { kind: 'no-maximum' };
  return { ...found, information, covariance: inverseFromCholesky(lower) };
}

/** The place of a probability on the link's scale. */
export function linkOf(p: number, link: Link): number {
  return link === 'logit' ? Math.log(p) - Math.log1p(-p) : Math.log(-Math.log1p(-p));
}

function likelihoodOf(
  rows: readonly BinomialRow[],
  beta: readonly number[],
  link: Link,
  which: 'observed' | 'expected',
): Likelihood {
  const size = beta.length;
  const score = new Array<number>(size).fill(0);
  const information = zeros(size, size);
  let logLikelihood = 0;
  for (const { x, successes, trials } of rows) {
    const eta = dot(x, beta);
    const { log, logNot, slope } = inverse(eta, link);
    if (successes > 0) logLikelihood += successes * log;
    if (successes < trials) logLikelihood += (trials - successes) * logNot;
    // d log p / dη = slope / p and d log(1 - p) / dη = -slope / (1 - p).
    const up = slope * Math.exp(-log);
    const down = slope * Math.exp(-logNot);
    const pull = successes * up - (trials - successes) * down;
    // For logit the two informations are one.
    const weight =
      which === 'expected' || link === 'logit'
        ? trials * up * down
        : (trials - successes) * down + successes * up * (down + up - 1);
    for (let i = 0; i < size; i++) {
      const xi = x[i] ?? 0;
      if (xi === 0) continue;
      score[i] = (score[i] ?? 0) + pull * xi;
      const row = information[i] ?? [];
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + weight * xi * (x[j] ?? 0);
    }
  }
  return { logLikelihood, score, information };
}

/** log p, log(1 - p) and dp/dη, without cancelling in either tail. */
function inverse(eta: number, link: Link): { log: number; logNot: number; slope: number } {
  if (link === 'logit') {
    const log = eta > 0 ? -Math.log1p(Math.exp(-eta)) : eta - Math.log1p(Math.exp(eta));
    const logNot = log - eta;
    return { log, logNot, slope: Math.exp(log + logNot) };
  }
  const hazard = Math.exp(eta);
  const log = Math.log(-Math.expm1(-hazard));
  return { log, logNot: -hazard, slope: Math.exp(eta - hazard) };
}

/**
 * Twice the distance in log-likelihood from the model that fits each row exactly; about chi-square with rows less coefficients
 * degrees of freedom.
 */
export function binomialDeviance(rows: readonly BinomialRow[], beta: readonly number[], link: Link): number {
  let sum = 0;
  for (const { x, successes, trials } of rows) {
    const { log, logNot } = inverse(dot(x, beta), link);
    const off = successes - trials * Math.exp(log);
    sum +=
      part(successes, trials * Math.exp(log), off) +
      part(trials - successes, trials * Math.exp(logNot), -off);
  }
  return 2 * sum;
}

const part = (count: number, mean: number, off: number): number =>
  count === 0 ? mean : deviance(count, mean, off);
