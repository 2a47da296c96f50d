import { gaussLegendre } from './gauss-legendre.ts';

const RULE = gaussLegendre(16);
/** Beyond it the normal density is under 1e-24 of its peak. */
const REACH = 10.5;
const LOG_SQRT_TWO_PI = 0.9189385332046728;

/**
 * E f(Z), Z standard normal, by composite Gauss-Legendre quadrature on panels of at most `width`: the scale on which f bends
 * (at most 1, the density's own).
 */
export function normalAverage(f: (z: number) => number, width = 1): number {
  const panels = Math.ceil((2 * REACH) / Math.min(1, width));
  const half = REACH / panels;
  let sum = 0;
  for (let i = 0; i < panels; i++) {
    const center = -REACH + (2 * i + 1) * half;
    for (const [m, node] of RULE.nodes.entries()) {
      const z = center + half * node;
      sum += (RULE.weights[m] ?? 0) * Math.exp(-0.5 * z * z - LOG_SQRT_TWO_PI) * f(z);
    }
  }
  return sum * half;
}
