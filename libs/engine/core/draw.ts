import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf } from './bytes.ts';

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
  const digest = sha256(bytesOf(text));
  const view = new DataView(digest.buffer, digest.byteOffset, 8);
  const high = view.getUint32(0);
  const low = view.getUint32(4) >>> 11;
  return (high * 2 ** 21 + low) / 2 ** 53;
}
