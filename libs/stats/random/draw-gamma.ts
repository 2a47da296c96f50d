import { checkPositive } from '../check.ts';
import { drawNormal } from './draw-normal.ts';
import type { Random } from './random.ts';

// Looked up once: see ../peak/curve.ts.
const { log, sqrt } = Math;

/**
 * One draw from Gamma(shape, 1). Marsaglia and Tsang (2000), "A simple method for generating gamma variables"; a shape
 * under 1 by drawing at shape + 1 and multiplying with U^(1 / shape). Throws `out-of-range` for `shape`.
 *
 * @example drawGamma(seeded(2026), 2.5) // 2.446
 */
export function drawGamma(random: Random, shape: number): number {
  checkPositive('shape', shape);
  if (shape < 1) return drawGamma(random, shape + 1) * random.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / sqrt(9 * d);
  for (;;) {
    const z = drawNormal(random);
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    if (log(random.uniform()) < 0.5 * z * z + d - d * v + d * log(v)) return d * v;
  }
}
