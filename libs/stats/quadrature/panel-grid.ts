import type { Axis } from './axis.ts';

/** One independent quantity on an axis: exponents of its density, the range that holds it, and its width. */
export interface Factor {
  a: number;
  b: number;
  mode: number;
  from: number;
  to: number;
  width: number;
}

/** Half-width of the range in units of 1 / concavity: what lies outside has probability under e^-40. */
const REACH = 9;

export function factorOn(axis: Axis, a: number, b: number): Factor {
  const { mode, concavity, curvature } = axis.shape(a, b);
  if (concavity === 0) return { a, b, mode: 0, from: 0, to: axis.upper, width: axis.upper / 4 };
  const from = Math.max(0, mode - REACH / concavity);
  const to = Math.min(axis.upper, mode + REACH / concavity);
  return { a, b, mode, from, to, width: Math.min(1 / curvature, to - from) };
}

/**
 * Panel boundaries for a product of these densities and their distribution functions: each range is cut into panels of
 * its own width, and the union is thinned to half the narrowest width.
 */
export function panelGrid(axis: Axis, factors: readonly Factor[]): number[] {
  const cuts: number[] = [];
  for (const factor of factors) {
    const panels = Math.ceil((factor.to - factor.from) / factor.width);
    for (let i = 0; i < panels; i++) cuts.push(factor.from + ((factor.to - factor.from) * i) / panels);
    // Not by the same sum: rounded up, it would lie beyond the axis.
    cuts.push(factor.to);
    cuts.push(...endCuts(axis, factor));
  }
  cuts.sort((left, right) => left - right);
  const narrowest = Math.min(...factors.map((factor) => factor.width)) / 2;
  const last = cuts.at(-1) ?? 0;
  const graded = factors.some((factor) => endCuts(axis, factor).length > 0);
  const grid: number[] = [];
  for (const cut of cuts) {
    const before = grid.at(-1);
    if (before === undefined || cut - before >= narrowest || (graded && cut > before)) grid.push(cut);
  }
  if (grid.at(-1) !== last) grid.push(last);
  return grid;
}

/**
 * A power that is no whole number (a prior that is not a multiple of 1/2) bends sharply at the end of the axis:
 * panels shrink towards it by tenths.
 */
function endCuts(axis: Axis, factor: Factor): number[] {
  const cuts: number[] = [];
  for (let size = factor.width / 10; size > factor.width / 1e5; size /= 10) {
    if (factor.from === 0 && !Number.isInteger(factor.a)) cuts.push(size);
    if (factor.to === axis.upper && !Number.isInteger(factor.b)) cuts.push(axis.upper - size);
  }
  return cuts;
}
