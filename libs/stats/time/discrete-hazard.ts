import { checkAtLeast, checkSuccesses } from '../check.ts';
import { type Confidence, zOf } from '../confidence.ts';
import {
  type BinomialRow,
  binomialDeviance,
  binomialRegression,
  type Link,
  linkOf,
} from '../linear/binomial-regression.ts';
import { chiSquareSf } from '../special/chi-square.ts';
import { type Coefficient, coefficientOf } from './coefficient.ts';
import type { ChiSquareTest } from './cox.ts';

/** One cell of a person-step table: those of a variant who were at risk at a step (or on a day), and those who replied. */
export interface HazardCell {
  step: number | string;
  variant: number | string;
  /** At risk: sent, mature, still in. */
  trials: number;
  successes: number;
}

export interface DiscreteHazardOptions extends Confidence {
  /** `cloglog` (default): coefficients are log hazard ratios, as Cox's in grouped time. `logit`: log odds ratios. */
  link?: Link;
}

export interface DiscreteHazard {
  kind: 'estimate';
  link: Link;
  /** In the order in which they come; the first variant's level on the link's scale; null where a step tells nothing (no one or everyone replied). */
  steps: { step: number | string; intercept: number | null; standardError: number | null }[];
  /** Against the first variant, in the order in which they come; null where the effect is infinite (no or only replies). */
  variants: { variant: number | string; effect: Coefficient | null }[];
  /** Do the variants differ, by the likelihood ratio; finite whatever the counts. */
  variantEffect: ChiSquareTest;
  /** Does the difference change from step to step? Likelihood ratio of steps × variants against steps + variants. */
  interaction: ChiSquareTest;
  deviance: number;
}

/**
 * Is a variant better at every step alike, and how much? A binomial regression on the person-step table: one intercept a
 * step, one effect a variant against the first. With cloglog this is Cox's model in grouped time (Prentice and Gloeckler
 * 1978), with logit that of Cox (1972) and Allison (1982). If `interaction` is small in p, one ratio does not describe
 * the variants: read them step by step.
 *
 * Cells of the same step and variant are added up. Throws `not-a-count` or `inconsistent-counts` for `cells[i].successes` or
 * `cells[i].trials`, `too-few-groups` for `cells` (two variants are needed). Too few replies for a fit: `not-enough-data`.
 *
 * @example discreteHazard([{ step: 1, variant: 'a', trials: 1000, successes: 30 },
 *   { step: 2, variant: 'a', trials: 940, successes: 28 }, { step: 1, variant: 'b', trials: 1005, successes: 41 },
 *   { step: 2, variant: 'b', trials: 930, successes: 35 }]).variants[0].effect.ratio
 * // { value: 1.32, low: 0.9378, high: 1.858 }
 */
export function discreteHazard(
  cells: readonly HazardCell[],
  options: DiscreteHazardOptions = {},
): DiscreteHazard | { kind: 'not-enough-data'; needed: { successes: number } } {
  const { link = 'cloglog' } = options;
  const z = zOf(options);
  const table = addUp(cells);
  const steps = [...new Set(table.map(({ step }) => step))];
  const variants = [...new Set(table.map(({ variant }) => variant))];
  checkAtLeast('cells', variants, 2, 'variants');
  const rows = informative(table);
  const fit = fitOf(rows, link);
  if (fit === null) return { kind: 'not-enough-data', needed: { successes: 1 } };
  const coefficient = (at: number): Coefficient =>
    coefficientOf(fit.at[at] ?? 0, Math.sqrt(fit.covariance[at]?.[at] ?? 0), z);
  // The first variant may have dropped out itself; then no variant has anything to be compared with.
  const control = variants[0];
  return {
    kind: 'estimate',
    link,
    steps: steps.map((step) => {
      const at = fit.control === control ? fit.steps.indexOf(step) : -1;
      const found = at < 0 ? null : coefficient(at);
      return { step, intercept: found?.estimate ?? null, standardError: found?.standardError ?? null };
    }),
    variants: variants.slice(1).map((variant) => {
      const at = fit.control === control ? fit.variants.indexOf(variant) : -1;
      return { variant, effect: at < 0 ? null : coefficient(fit.steps.length + at) };
    }),
    variantEffect: variantTest(table, fit.deviance),
    interaction: testOf(fit.deviance, rows.length - fit.steps.length - fit.variants.length),
    deviance: fit.deviance,
  };
}

interface Fit {
  steps: HazardCell['step'][];
  control: HazardCell['variant'];
  /** All but the control. */
  variants: HazardCell['variant'][];
  at: readonly number[];
  covariance: readonly (readonly number[])[];
  deviance: number;
}

function fitOf(cells: readonly HazardCell[], link: Link): Fit | null {
  const steps = [...new Set(cells.map(({ step }) => step))];
  const [control, ...variants] = [...new Set(cells.map(({ variant }) => variant))];
  if (control === undefined) return null;
  const rows: BinomialRow[] = cells.map(({ step, variant, successes, trials }) => ({
    x: [...steps.map((name) => Number(name === step)), ...variants.map((name) => Number(name === variant))],
    successes,
    trials,
  }));
  const trials = rows.reduce((sum, row) => sum + row.trials, 0);
  const overall = linkOf(rows.reduce((sum, row) => sum + row.successes, 0) / trials, link);
  const start = [...steps.map(() => overall), ...variants.map(() => 0)];
  const found = binomialRegression(rows, link, start);
  if (found.kind !== 'maximum') return null;
  const { at, covariance } = found;
  return { steps, control, variants, at, covariance, deviance: binomialDeviance(rows, at, link) };
}

/** One cell for each step and variant, steps and variants in the order in which they come. */
function addUp(cells: readonly HazardCell[]): HazardCell[] {
  const table = new Map<string, HazardCell>();
  for (const [i, { step, variant, trials, successes }] of cells.entries()) {
    checkSuccesses(`cells[${i}].`, successes, trials);
    const key = JSON.stringify([step, variant]);
    const before = table.get(key) ?? { step, variant, trials: 0, successes: 0 };
    table.set(key, {
      step,
      variant,
      trials: before.trials + trials,
      successes: before.successes + successes,
    });
  }
  return [...table.values()].filter(({ trials }) => trials > 0);
}

/** Without the steps and variants in which no one or everyone replied: they are fitted exactly by an infinite coefficient. */
function informative(table: readonly HazardCell[]): HazardCell[] {
  let rows = [...table];
  for (let before = rows.length + 1; rows.length < before; ) {
    before = rows.length;
    for (const by of ['step', 'variant'] as const) {
      const mixed = new Set(
        groupBy(rows, by)
          .filter(isMixed)
          .map((group) => group[0]?.[by]),
      );
      rows = rows.filter((row) => mixed.has(row[by]));
    }
  }
  return rows;
}

function groupBy(cells: readonly HazardCell[], by: 'step' | 'variant'): HazardCell[][] {
  const groups = new Map<HazardCell['step'], HazardCell[]>();
  for (const cell of cells) groups.set(cell[by], [...(groups.get(cell[by]) ?? []), cell]);
  return [...groups.values()];
}

function isMixed(cells: readonly HazardCell[]): boolean {
  const replied = cells.some(({ successes }) => successes > 0);
  return replied && cells.some(({ successes, trials }) => successes < trials);
}

/** Steps alone against steps and variants: the model of steps fits each step's share over all variants. */
function variantTest(table: readonly HazardCell[], deviance: number): ChiSquareTest {
  let alone = 0;
  for (const cells of groupBy(table, 'step')) {
    const trials = cells.reduce((sum, cell) => sum + cell.trials, 0);
    const share = cells.reduce((sum, cell) => sum + cell.successes, 0) / trials;
    if (share === 0 || share === 1) continue;
    const rows = cells.map((cell) => ({ ...cell, x: [linkOf(share, 'logit')] }));
    alone += binomialDeviance(rows, [1], 'logit');
  }
  const variants = new Set(table.map(({ variant }) => variant)).size;
  return testOf(Math.max(0, alone - deviance), variants - 1);
}

function testOf(chiSquare: number, degreesOfFreedom: number): ChiSquareTest {
  const pValue = degreesOfFreedom > 0 ? chiSquareSf(chiSquare, degreesOfFreedom) : 1;
  return { chiSquare, degreesOfFreedom, pValue };
}
