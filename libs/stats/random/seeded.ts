import { checkCount } from '../check.ts';
import type { Random } from './random.ts';

// Looked up once: see ../peak/curve.ts.
const { floor, imul } = Math;

/** SplitMix-style mixing of a 32-bit counter, to fill a state from a seed (Steele, Lea and Flood 2014, 32-bit form). */
function mix(state: number): number {
  let z = state | 0;
  z = imul(z ^ (z >>> 16), 0x21f0aaad);
  z = imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/**
 * Where do reproducible random numbers come from? A xoshiro128** generator (Blackman and Vigna 2021), period 2^128 - 1,
 * whose state is filled from the seed, a whole number of 0 or more. Runs with different seeds are independent for every
 * practical purpose. Throws `not-a-count` for `seed`.
 *
 * @example seeded(2026).uniform() // 0.5723
 */
export function seeded(seed: number): Random {
  checkCount('seed', seed);
  const low = seed >>> 0;
  const high = floor(seed / 2 ** 32) >>> 0;
  let [a, b, c, d] = [1, 2, 3, 4].map((i) => mix(low + imul(i, 0x9e3779b9)) ^ mix(high + i)) as [
    number,
    number,
    number,
    number,
  ];
  if ((a | b | c | d) === 0) a = 1;
  function next(): number {
    const times5 = imul(b, 5);
    const result = imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }
  return {
    uniform() {
      const top = next() >>> 5;
      const bottom = next() >>> 6;
      return (top * 0x4000000 + bottom + 0.5) / 0x20000000000000;
    },
  };
}
