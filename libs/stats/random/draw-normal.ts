import { normalQuantile } from '../special/normal-quantile.ts';
import type { Random } from './random.ts';

/**
 * One draw from the standard normal distribution, by inversion: exactly one uniform number each, so that streams stay
 * aligned.
 *
 * @example drawNormal(seeded(2026)) // 0.18231268046321888
 */
export function drawNormal(random: Random): number {
  return normalQuantile(random.uniform());
}
