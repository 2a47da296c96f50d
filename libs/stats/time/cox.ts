import { checkAtLeast, checkFinite, checkSameLength } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import { DomainError } from '../domain-error.ts';
import { cholesky } from '../linear/cholesky.ts';
import { bilinear, type Matrix, zeros } from '../linear/matrix.ts';
import { maximize } from '../linear/newton.ts';
import { quadraticForm } from '../linear/quadratic-form.ts';
import { chiSquareSf } from '../special/chi-square.ts';
import { type Coefficient, coefficientOf } from './coefficient.ts';
import { type CoxRow, coxLikelihood } from './cox-likelihood.ts';
import { checkDurations, type Duration } from './duration.ts';

/** One unit (or `count` like ones) with what is known of it. */
export interface CoxObservation extends Duration {
  /** Numbers known when watching begins: 1 for the treatment and 0 for the control, past opens, … . */
  covariates: readonly number[];
  /** Units are compared within their stratum only; default one stratum. */
  stratum?: string;
}

export interface CoxOptions extends Confidence {
  /** Events at equal times: `efron` (default) is near the exact answer, `breslow` shrinks effects where there are many ties. */
  ties?: 'efron' | 'breslow';
}

export interface ChiSquareTest {
  chiSquare: number;
  degreesOfFreedom: number;
  pValue: number;
}

export interface CoxTests {
  /** All effects zero, by the slope there (the log-rank test for two groups); finite whatever the data. */
  score: ChiSquareTest;
  nullLogLikelihood: number;
}

/** A hazard ratio for each covariate, or why there is none. */
export type Cox =
  | (CoxTests & {
      kind: 'estimate';
      /** In the order of the covariates; `ratio` is the hazard ratio for one unit more. */
      coefficients: Coefficient[];
      covariance: number[][];
      logLikelihood: number;
      /** All effects zero, by the estimates and their covariance. */
      wald: ChiSquareTest;
      /** All effects zero, by twice the gain in log-likelihood: the best of the three in small samples. */
      likelihoodRatio: ChiSquareTest;
    })
  /**
   * No events; an effect without end (no event in an arm, a covariate that orders all events), where the score test stands; or
   * no event while units that differ were watched.
   */
  | (CoxTests & { kind: 'not-enough-data'; reason: 'no-events' | 'infinite-effect' | 'nothing-to-compare' });

/**
 * How many times as fast do replies come with one more of a covariate, all others equal? Cox's (1972) proportional hazards by
 * partial likelihood, ties by Efron (1977) or Breslow (1974), Newton's method. Coefficients are log hazard ratios with Wald
 * intervals. It supposes that the ratio is the same at all times; compare restricted means where it is not.
 *
 * Throws as `riskTable` with `observations`, `out-of-range` for `observations[i].covariates[j]`, and for `covariates` that are
 * linearly dependent (or constant); `inconsistent-counts` for lists of unlike length.
 *
 * @example cox([{ time: 6, event: true, covariates: [0], count: 30 }, { time: 168, event: false,
 *   covariates: [0], count: 970 }, { time: 6, event: true, covariates: [1], count: 41 }, { time: 168, event: false,
 *   covariates: [1], count: 959 }]).coefficients[0]
 * // { estimate: 0.3179, standardError: 0.2403, low: -0.153, high: 0.7888, ratio: { value: 1.374, low: 0.8582, high: 2.201 }, pValue: 0.1857 }
 */
export function cox(observations: readonly CoxObservation[], options: CoxOptions = {}): Cox {
  const { ties = 'efron' } = options;
  const z = zOf(options);
  const { strata, scale, size } = prepare(observations);
  const likelihood = (at: readonly number[]) => coxLikelihood(strata, at, ties);
  const start = new Array<number>(size).fill(0);
  const atZero = likelihood(start);
  const tests: CoxTests = {
    score: testOf(quadraticForm(atZero.score, atZero.information)),
    nullLogLikelihood: atZero.logLikelihood,
  };
  if (!observations.some(({ event, count = 1 }) => event && count > 0)) {
    return { kind: 'not-enough-data', reason: 'no-events', ...tests };
  }
  if (tellsNothing(strata, atZero.information))
    return { kind: 'not-enough-data', reason: 'nothing-to-compare', ...tests };
  const found = maximize(likelihood, start);
  if (found.kind === 'singular') return { kind: 'not-enough-data', reason: 'nothing-to-compare', ...tests };
  if (found.kind === 'no-maximum') return { kind: 'not-enough-data', reason: 'infinite-effect', ...tests };
  const { at, logLikelihood } = found;
  const covariance = found.covariance.map((row, i) =>
    row.map((value, j) => value / ((scale[i] ?? 1) * (scale[j] ?? 1))),
  );
  return {
    kind: 'estimate',
    coefficients: at.map((value, j) =>
      coefficientOf(value / (scale[j] ?? 1), Math.sqrt(covariance[j]?.[j] ?? 0), z),
    ),
    covariance,
    logLikelihood,
    ...tests,
    wald: testOf({ value: bilinear(at, found.information, at), rank: size }),
    likelihoodRatio: testOf({ value: Math.max(0, 2 * (logLikelihood - atZero.logLikelihood)), rank: size }),
  };
}

/**
 * How many times as fast do replies come in each group as in the first? Cox's model with one covariate a group. Errors
 * as `logRank`.
 *
 * @example hazardRatios([[{ time: 6, event: true, count: 30 }, { time: 24, event: true, count: 20 },
 *   { time: 168, event: false, count: 950 }], [{ time: 3, event: true, count: 40 },
 *   { time: 24, event: true, count: 20 }, { time: 168, event: false, count: 940 }]]).coefficients[0]
 * // { estimate: 0.2005, standardError: 0.1915, low: -0.1749, high: 0.5758, ratio: { value: 1.222, low: 0.8396, high: 1.778 }, pValue: 0.2952 }
 */
export function hazardRatios(groups: readonly (readonly Duration[])[], options: CoxOptions = {}): Cox {
  checkAtLeast('groups', groups, 2, 'groups');
  for (const [i, group] of groups.entries()) checkDurations(`groups[${i}]`, group);
  const observations = groups.flatMap((group, i) =>
    group.map((duration) => ({
      ...duration,
      covariates: groups.slice(1).map((_, j) => (j + 1 === i ? 1 : 0)),
    })),
  );
  return cox(observations, options);
}

/** Checked rows by stratum, the latest first, with standardized covariates: the same model, and no loss of digits. */
function prepare(observations: readonly CoxObservation[]): {
  strata: CoxRow[][];
  scale: number[];
  size: number;
} {
  checkDurations('observations', observations);
  const size = observations[0]?.covariates.length ?? 0;
  checkAtLeast('observations[0].covariates', observations[0]?.covariates ?? [], 1, 'covariates');
  for (const [i, { covariates }] of observations.entries()) {
    checkSameLength(`observations[${i}].covariates`, covariates, size);
    for (const [j, value] of covariates.entries()) checkFinite(`observations[${i}].covariates[${j}]`, value);
  }
  const total = observations.reduce((sum, { count = 1 }) => sum + count, 0);
  const columns = Array.from({ length: size }, (_, j) => {
    const mean =
      observations.reduce((sum, { count = 1, covariates }) => sum + count * (covariates[j] ?? 0), 0) / total;
    const squares = observations.reduce(
      (sum, { count = 1, covariates }) => sum + count * ((covariates[j] ?? 0) - mean) ** 2,
      0,
    );
    return { mean, scale: squares > 0 ? Math.sqrt(squares / total) : 1 };
  });
  const strata = new Map<string, CoxRow[]>();
  const gram = zeros(size, size);
  for (const { time, event, count = 1, covariates, stratum = '' } of observations) {
    const rows = strata.get(stratum) ?? [];
    strata.set(stratum, rows);
    const standardized = columns.map(({ mean, scale }, j) => ((covariates[j] ?? 0) - mean) / scale);
    rows.push({ time, event, count, covariates: standardized });
    for (const [i, row] of gram.entries()) {
      for (let j = 0; j < size; j++)
        row[j] = (row[j] ?? 0) + count * (standardized[i] ?? 0) * (standardized[j] ?? 0);
    }
  }
  if (cholesky(gram) === null) {
    throw new DomainError(
      'out-of-range',
      'covariates',
      'one is constant or a combination of the others',
      'Leave it out',
    );
  }
  for (const rows of strata.values()) rows.sort((left, right) => right.time - left.time);
  return { strata: [...strata.values()], scale: columns.map(({ scale }) => scale), size };
}

/** Whether some covariate is the same for all who are at risk whenever an event comes: what it informs is rounding. */
function tellsNothing(strata: readonly CoxRow[][], information: Matrix): boolean {
  const rows = strata.flat();
  const events = rows.reduce((sum, { event, count }) => sum + (event ? count : 0), 0);
  return information.some((row, j) => {
    const largest = Math.max(...rows.map(({ covariates }) => (covariates[j] ?? 0) ** 2));
    return !((row[j] ?? 0) > 1e-13 * events * largest);
  });
}

function testOf({ value, rank }: { value: number; rank: number }): ChiSquareTest {
  return { chiSquare: value, degreesOfFreedom: rank, pValue: rank === 0 ? 1 : chiSquareSf(value, rank) };
}
