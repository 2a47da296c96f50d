import type { Factor } from './factor.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { panelGrid } from './panel-grid.ts';

const RULE = gaussLegendre(16);
const SIZE = RULE.nodes.length;

export interface BestOf {
  /** P(factor k is the largest). */
  probabilities: number[];
  /** Expectation of the largest. */
  expectedMax: number;
}

/**
 * Which of several independent quantities is the largest? P(k) = ∫ f_k ∏_(j≠k) F_j and E max = Σ_k ∫ x f_k ∏_(j≠k) F_j by
 * composite Gauss-Legendre quadrature. The distribution functions are integrated along the same panels, and each
 * density is divided by its own integral, so that no special function and no rounding of its constant enters. `value`
 * gives the quantity itself at a point of the axis.
 */
export function bestOf(value: (t: number) => number, factors: readonly Factor[]): BestOf {
  const grid = panelGrid(factors);
  const panels = grid.slice(1).map((to, i) => panel(value, factors, grid[i] ?? 0, to));
  const totals = factors.map((_, k) => panels.reduce((sum, { masses }) => sum + (masses[k] ?? 0), 0));
  const below = factors.map(() => 0);
  const probabilities = factors.map(() => 0);
  let expectedMax = 0;
  for (const { half, values, densities, masses } of panels) {
    const cdfs = densities.map((density, k) => distribution(density, half, below[k] ?? 0, totals[k] ?? 1));
    for (let i = 0; i < SIZE; i++) {
      const weight = half * (RULE.weights[i] ?? 0);
      const others = productsOfOthers(cdfs, i);
      for (let k = 0; k < factors.length; k++) {
        const part = (weight * (densities[k]?.[i] ?? 0) * (others[k] ?? 0)) / (totals[k] ?? 1);
        probabilities[k] = (probabilities[k] ?? 0) + part;
        expectedMax += part * (values[i] ?? 0);
      }
    }
    masses.forEach((mass, k) => {
      below[k] = (below[k] ?? 0) + mass / (totals[k] ?? 1);
    });
  }
  // A sum of weights may pass 1 by a rounding.
  return { probabilities: probabilities.map((share) => Math.min(1, share)), expectedMax };
}

interface Panel {
  half: number;
  /** The quantity at each node. */
  values: number[];
  /** By factor, at each node, relative to the mode; null where the factor has no mass. */
  densities: (number[] | null)[];
  masses: number[];
}

function panel(value: (t: number) => number, factors: readonly Factor[], from: number, to: number): Panel {
  const half = (to - from) / 2;
  const at = RULE.nodes.map((node) => from + half * (1 + node));
  const densities = factors.map((factor) =>
    to <= factor.from || from >= factor.to ? null : at.map((t) => Math.exp(factor.logDensity(t))),
  );
  const masses = densities.map((density) => half * (density === null ? 0 : dot(RULE.weights, density)));
  return { half, values: at.map(value), densities, masses };
}

/** The distribution function at the nodes of a panel, from what lies below it. */
function distribution(density: number[] | null, half: number, below: number, total: number): number[] {
  if (density === null) return RULE.nodes.map(() => below);
  return RULE.antiderivative.map((row) => below + (half * dot(row, density)) / total);
}

/** ∏_(j≠k) of the i-th entries, for each k, without dividing (a factor may be 0). */
function productsOfOthers(rows: readonly number[][], i: number): number[] {
  const products: number[] = [];
  let before = 1;
  for (const row of rows) {
    products.push(before);
    before *= row[i] ?? 0;
  }
  let after = 1;
  for (let k = rows.length - 1; k >= 0; k--) {
    products[k] = (products[k] ?? 0) * after;
    after *= rows[k]?.[i] ?? 0;
  }
  return products;
}

function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < SIZE; i++) sum += (left[i] ?? 0) * (right[i] ?? 0);
  return sum;
}
