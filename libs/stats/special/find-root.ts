import { DomainError } from '../domain-error.ts';

/**
 * The x between `low` and `high` where a continuous function changes its sign, to the last digits of a double. Inverse
 * quadratic interpolation where it is safe, else bisection: Chandrupatla (1997), "A new hybrid quadratic / bisection
 * algorithm for finding the zero of a nonlinear function without using derivatives". The function may be infinite at an
 * end. It stops earlier where `tolerance` is all that is needed. DomainError: no-convergence (`bracket`, where the signs
 * at the ends are equal).
 *
 * @example findRoot((rate) => 1 - (1 - rate) ** 40 - 0.5, 0, 1) // 0.01718
 */
export function findRoot(
  f: (x: number) => number,
  low: number,
  high: number,
  { tolerance = 0 }: { tolerance?: number } = {},
): number {
  let newest = low;
  let other = high;
  let atNewest = f(newest);
  let atOther = f(other);
  if (atNewest === 0) return newest;
  if (atOther === 0) return other;
  if (!(atNewest > 0 !== atOther > 0)) throw notBracketed(low, high);
  let step = 0.5;
  for (let i = 0; i < 500; i++) {
    const x = newest + step * (other - newest);
    const atX = f(x);
    let before = newest;
    let atBefore = atNewest;
    if (atX > 0 !== atNewest > 0) {
      before = other;
      atBefore = atOther;
      other = newest;
      atOther = atNewest;
    }
    newest = x;
    atNewest = atX;
    const best = Math.abs(atNewest) < Math.abs(atOther) ? newest : other;
    const least =
      (Number.EPSILON * Math.abs(best) + tolerance / 2 + Number.MIN_VALUE) / Math.abs(other - newest);
    if (atNewest === 0 || !(least <= 0.5)) return best;
    const near = (newest - other) / (before - other);
    const rise = (atNewest - atOther) / (atBefore - atOther);
    const quadratic =
      (atNewest / (atOther - atNewest)) * (atBefore / (atOther - atBefore)) +
      ((before - newest) / (other - newest)) *
        (atNewest / (atBefore - atNewest)) *
        (atOther / (atBefore - atOther));
    const trusted = rise ** 2 < near && (1 - rise) ** 2 < 1 - near && Number.isFinite(quadratic);
    step = Math.min(1 - least, Math.max(least, trusted ? quadratic : 0.5));
  }
  return newest;
}

function notBracketed(low: number, high: number): DomainError {
  return new DomainError(
    'no-convergence',
    'bracket',
    `the function does not change its sign between ${low} and ${high}`,
    'Give less extreme counts or a less extreme level',
  );
}
