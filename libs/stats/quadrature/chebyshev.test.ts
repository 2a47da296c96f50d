import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHEBYSHEV_NODES, CHEBYSHEV_ORDER, chebyshevFit, chebyshevValue } from './chebyshev.ts';

const within = (t: number) => Math.min(1, Math.max(-1, t));
const number = fc.double({ min: -1, max: 1, noNaN: true });

test('a polynomial is the sum of its terms, for even and odd numbers of coefficients, up to the ends', () =>
  fc.assert(
    fc.property(fc.array(number, { minLength: 2, maxLength: 17 }), number, (coefficients, t) => {
      const direct = coefficients.reduce((sum, c, k) => sum + c * Math.cos(k * Math.acos(within(t))), 0);
      const before = [7, ...coefficients, 7];
      const value = chebyshevValue(Float64Array.from(before), 1, coefficients.length, t);
      expect(Math.abs(value - direct)).toBeLessThan(1e-13);
    }),
  ));

test('the polynomial goes through the values it was fitted to', () =>
  fc.assert(
    fc.property(fc.array(number, { minLength: CHEBYSHEV_ORDER, maxLength: CHEBYSHEV_ORDER }), (values) => {
      const fit = new Float64Array(CHEBYSHEV_ORDER);
      chebyshevFit(Float64Array.from(values), fit, 0);
      for (const [i, t] of CHEBYSHEV_NODES.entries())
        expect(chebyshevValue(fit, 0, CHEBYSHEV_ORDER, t)).toBeCloseTo(values[i] ?? 0, 13);
    }),
  ));
