import { normalQuantile } from '../special/normal-quantile.ts';
import type { Random } from './random.ts';

/**
 * One draw from the standard normal distribution, by inversion: exactly one uniform number each, so that streams stay
 * aligned. Devroye (1986, chapter 2). Throws nothing.
 *
 * @example drawNormal(seeded(2026)) // 0.1823
 */
export function drawNormal(random: Random): number {
  return normalQuantile(random.uniform());
}
