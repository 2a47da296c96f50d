import { gaussLegendre } from './gauss-legendre.ts';

const RULE = gaussLegendre(16);
/** Beyond it the normal density is under 1e-26 of its peak. */
const REACH = 11;
const LOG_SQRT_TWO_PI = 0.9189385332046728;

/** Where a function changes fast: around `at`, within a few `width`s. */
export interface Bend {
  readonly at: number;
  readonly width: number;
}

/**
 * E f(Z), Z standard normal, by composite Gauss-Legendre quadrature on panels of width 1, which shrink by halves towards the
 * points where f bends more sharply than the density itself.
 */
export function normalAverage(f: (z: number) => number, bends: readonly Bend[] = []): number {
  const cuts = cutsFor(bends);
  let sum = 0;
  for (const [i, to] of cuts.entries()) {
    const from = cuts[i - 1] ?? -REACH;
    const half = (to - from) / 2;
    for (const [m, node] of RULE.nodes.entries()) {
      const z = from + half * (1 + node);
      sum += half * (RULE.weights[m] ?? 0) * Math.exp(-0.5 * z * z - LOG_SQRT_TWO_PI) * f(z);
    }
  }
  return sum;
}

/** The upper ends of the panels. */
function cutsFor(bends: readonly Bend[]): number[] {
  const cuts: number[] = [];
  for (let z = 1 - REACH; z <= REACH; z++) cuts.push(z);
  for (const { at, width } of bends) {
    if (width >= 0.5 || Math.abs(at) > REACH) continue;
    cuts.push(at);
    for (let size = Math.max(width, 1e-9); size < 1; size *= 2) cuts.push(at - size, at + size);
  }
  return cuts.filter((cut) => Math.abs(cut) <= REACH).sort((a, b) => a - b);
}
