import { checkNumber } from '../check.ts';
import { polynomial } from './polynomial.ts';

// Rational approximations of erf and erfc: Cody (1969), "Rational Chebyshev approximations for the error function".
// erf(y) / y in y^2, up to 0.46875
const SMALL_TOP = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
];
const SMALL_BOTTOM = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
// e^(y^2) erfc(y) in y, up to 4
const MIDDLE_TOP = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
  881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_BOTTOM = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
// (1 / sqrt(pi) - y e^(y^2) erfc(y)) y^2 in 1 / y^2, above 4
const LARGE_TOP = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const LARGE_BOTTOM = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];
const SQRT_HALF = Math.SQRT1_2;
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** e^(-x^2 / 2) with the square split at a multiple of 1/16, so that a large x loses no digits (Cody). */
function gauss(x: number): number {
  const near = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * near * near) * Math.exp(-0.5 * (x - near) * (x + near));
}

/** P(Z > x) for x >= 0. */
function upperTail(x: number): number {
  const y = x * SQRT_HALF;
  const square = y * y;
  if (y <= 0.46875) {
    return 0.5 - 0.5 * y * (polynomial(square, SMALL_TOP) / polynomial(square, SMALL_BOTTOM));
  }
  if (y <= 4) return 0.5 * gauss(x) * (polynomial(y, MIDDLE_TOP) / polynomial(y, MIDDLE_BOTTOM));
  if (x > 40) return 0;
  const inverse = 1 / square;
  const rest = inverse * (polynomial(inverse, LARGE_TOP) / polynomial(inverse, LARGE_BOTTOM));
  return (0.5 * gauss(x) * (ONE_OVER_SQRT_PI - rest)) / y;
}

/**
 * P(Z <= x) of the standard normal, by Cody's rational approximations (1969). Relative error about 1e-15, 1e-13 at x = -37.
 * DomainError: out-of-range (`x` not a number).
 *
 * @example normalCdf(-1.96) // 0.025
 */
export function normalCdf(x: number): number {
  checkNumber('x', x);
  return x <= 0 ? upperTail(-x) : 1 - upperTail(x);
}

/**
 * P(Z > x): as accurate as `normalCdf` where it is small; a two-sided p-value is 2 normalSf(|z|). Errors as `normalCdf`.
 *
 * @example normalSf(10) // 7.62e-24
 */
export function normalSf(x: number): number {
  return normalCdf(-x);
}
