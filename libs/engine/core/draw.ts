import { bytesOf } from './bytes.ts';
import { sha256Of } from './digest.ts';

/**
 * Which arm does a unit get? The first 8 bytes, big-endian, of SHA-256(`salt:unit`) / 2^64, looked up on the
 * cumulative weights in file order: the same unit always gets the same arm, and different salts draw independently.
 * Weights are positive; `probability` is the chosen arm's share of them.
 */
export function drawVariant<V extends { readonly key: string; readonly weight: number }>(
  salt: string,
  unit: string,
  variants: readonly V[],
): { readonly key: string; readonly probability: number } {
  const last = variants.at(-1);
  if (last === undefined) throw new RangeError('A draw needs at least one variant.');
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  const point = uniform(`${salt}:${unit}`) * total;
  let reached = 0;
  for (const variant of variants) {
    reached += variant.weight;
    if (point < reached) return { key: variant.key, probability: variant.weight / total };
  }
  return { key: last.key, probability: last.weight / total };
}

/** A hash read as a number in [0, 1): its 64 bits, rounded down to the 53 that a number holds, so that it stays below 1. */
export function uniform(text: string): number {
  const hex = sha256Of(bytesOf(text));
  const high = Number.parseInt(hex.slice(0, 8), 16);
  const low = Number.parseInt(hex.slice(8, 16), 16) >>> 11;
  return (high * 2 ** 21 + low) / 2 ** 53;
}
