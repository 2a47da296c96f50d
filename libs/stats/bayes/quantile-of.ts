import { normalQuantile } from '../special/normal-quantile.ts';
import type { Point } from './rate-contrast.ts';

/** What a quantile needs to know of a distribution on the open line or an interval. */
export interface Distribution {
  /** The ends of the support; infinite where there is none. */
  lowest: number;
  highest: number;
  at: (v: number) => Point;
  /** A first guess of the quantile at normal score z. */
  guess: (z: number) => number;
}

const SQRT_TWO_PI = 2.5066282746310002;
/** Newton's method doubles its digits: after a step from here the score is right to 1e-13. */
const CLOSE = 2e-7;

/**
 * The v with P(V <= v) = p: Newton's method on the normal score of the distribution function, which for anything like a bell is
 * nearly a line, kept inside the bracket of what was seen; the smaller tail is looked at.
 */
export function quantileOf({ lowest, highest, at, guess }: Distribution, p: number): number {
  const goal = normalQuantile(p);
  let low = lowest;
  let high = highest;
  let v = inside(guess(goal), low, high);
  let stride = Math.abs(guess(goal + 0.5) - guess(goal - 0.5)) + 1e-9;
  for (let round = 0; round < 200; round++) {
    const { below, above, density } = at(v);
    const score = below <= above ? normalQuantile(below) : -normalQuantile(above);
    const off = goal - score;
    if (off === 0) return v;
    if (off > 0) low = Math.max(low, v);
    else high = Math.min(high, v);
    let next = v + (off * Math.exp(-0.5 * score * score)) / (SQRT_TWO_PI * density);
    if (Math.abs(off) < CLOSE && next >= low && next <= high) return next;
    if (!(next > low && next < high)) {
      stride *= 2;
      next = between(v, off, stride, low, high);
    }
    if (next === v || (Number.isFinite(high - low) && high - low <= 4e-16 * Math.abs(v))) return next;
    v = next;
  }
  return v;
}

/** Halfway to the other end of the bracket, or a growing stride where there is none. */
function between(v: number, off: number, stride: number, low: number, high: number): number {
  const other = off > 0 ? high : low;
  return Number.isFinite(other) ? (v + other) / 2 : v + Math.sign(off) * stride;
}

function inside(v: number, low: number, high: number): number {
  if (v > low && v < high) return v;
  return Number.isFinite(low + high) ? (low + high) / 2 : 0;
}
