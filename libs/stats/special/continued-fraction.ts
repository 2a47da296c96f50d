import { DomainError } from '../domain-error.ts';

const TINY = 1e-300;
const EPSILON = 1.2e-16;
/** Rounding can keep the last factor from ever being 1: this near to it, the first that is no nearer ends the sum. */
const ROUNDING = 1e-15;
/** The incomplete beta and gamma fractions need about √(a + b) terms: enough for parameters up to 1e9. */
const MOST_TERMS = 100_000;

/**
 * b_0 + a_1 / (b_1 + a_2 / (b_2 + …)) by the modified Lentz method (Lentz 1976; Thompson and Barnett 1986).
 * `a` and `b` give the terms by index, `a` from 1 on.
 */
export function continuedFraction(a: (n: number) => number, b: (n: number) => number): number {
  const first = b(0);
  let value = first === 0 ? TINY : first;
  let c = value;
  let d = 0;
  let before = Number.POSITIVE_INFINITY;
  for (let n = 1; n <= MOST_TERMS; n++) {
    const an = a(n);
    const bn = b(n);
    d = bn + an * d;
    d = 1 / (d === 0 ? TINY : d);
    c = bn + an / c;
    if (c === 0) c = TINY;
    const change = c * d;
    value *= change;
    const off = Math.abs(change - 1);
    if (off <= EPSILON || (off <= ROUNDING && off >= before)) return value;
    if (Number.isNaN(off)) break;
    before = off;
  }
  throw new DomainError(
    'no-convergence',
    'parameters',
    `a tail is not reached within ${MOST_TERMS} terms`,
    'Keep parameters between 1e-300 and 1e9',
  );
}
