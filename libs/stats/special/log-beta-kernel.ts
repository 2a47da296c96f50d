import { deviance } from './deviance.ts';
import { stirlingError } from './stirling-error.ts';

const LOG_TWO_PI = 1.8378770664093453;

/** log [x^a y^b / B(a, b)], y = 1 - x, by Loader's saddle-point form: no cancellation however large a and b. */
export function logBetaKernel(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const off = a * y - b * x;
  return (
    0.5 * (Math.log(a / n) + Math.log(b) - LOG_TWO_PI) +
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, n * x, off) -
    deviance(b, n * y, -off)
  );
}
