import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bernoulliMsprt } from './bernoulli-msprt.ts';
import {
  bestBetaBinomialRho,
  betaBinomialLogEvidence,
  betaBinomialMixtureBound,
  betaBinomialMixtureLog,
} from './beta-binomial-mixture.ts';
import { bestRho } from './mixture-tuning.ts';
import { normalMixtureBound, normalMixtureLog } from './normal-mixture.ts';

const bothSides = [1, 2] as const;
const alphas = fc.double({ min: 1e-6, max: 0.4, noNaN: true });

test('at the boundary the evidence is 1 / alpha', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e5, noNaN: true }), alphas, (v, alpha) => {
      for (const sides of bothSides) {
        const normal = { rho: bestRho(100, { sides }), sides };
        const bound = normalMixtureBound(v, alpha, normal);
        expect(normalMixtureLog(bound, v, normal)).toBeCloseTo(-Math.log(alpha), 9);
        const beta = {
          g: 0.2,
          h: 0.8,
          rho: bestBetaBinomialRho({ g: 0.2, h: 0.8, vOpt: 100 }, { sides }),
          sides,
        };
        const exact = betaBinomialMixtureBound(v, alpha, beta);
        if (Number.isFinite(exact))
          expect(betaBinomialMixtureLog(exact, v, beta)).toBeCloseTo(-Math.log(alpha), 7);
      }
    }),
    { numRuns: 50 },
  );
});

test('a one-sided boundary is the tighter one where both are tuned', () => {
  const bound = (sides: 1 | 2) => normalMixtureBound(100, 0.05, { rho: bestRho(100, { sides }), sides });
  expect(bound(1)).toBeLessThan(bound(2));
});

test('averaged over all outcomes of n trials at the true rate the evidence is 1, and at most 1 one-sided', () => {
  const [p, q, n] = [0.3, 0.7, 12];
  let choose = 1;
  let two = 0;
  let above = 0;
  for (let k = 0; k <= n; k++) {
    const probability = choose * p ** k * q ** (n - k);
    two += probability * Math.exp(betaBinomialLogEvidence(k, n - k, p, q, 20, false));
    above += probability * Math.exp(betaBinomialLogEvidence(k, n - k, p, q, 20, true));
    choose *= (n - k) / (k + 1);
  }
  expect(two).toBeCloseTo(1, 12);
  expect(above).toBeCloseTo(1, 12);
});

test('a sum that cannot be reached is refused', () => {
  expect(() => betaBinomialMixtureLog(600, 100, { g: 0.2, h: 0.8, rho: 12 })).toThrow(
    's: 600 is out of reach',
  );
  expect(() => bestRho(100, { alpha: 0.5, sides: 1 })).toThrow('alpha: 0.5 is not under 1/2');
});

test('the mSPRT interval leaves out zero exactly when p is under alpha', () => {
  const count = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(count, count, (one, two) => {
      const rates = {
        control: { successes: one, trials: 1000 },
        treatment: { successes: two, trials: 1000 },
      };
      const { pValue, low, high } = bernoulliMsprt(rates, 1e-4);
      expect(low).toBeLessThanOrEqual((two - one) / 1000);
      expect(high).toBeGreaterThanOrEqual((two - one) / 1000);
      if (Math.abs(pValue - 0.05) > 1e-9) expect(low > 0 || high < 0).toBe(pValue < 0.05);
    }),
  );
  const nothing = { control: { successes: 0, trials: 40 }, treatment: { successes: 0, trials: 40 } };
  expect(bernoulliMsprt(nothing, 1e-4)).toEqual({ likelihoodRatio: 1, pValue: 1, low: -1, high: 1 });
  expect(() => bernoulliMsprt({ ...nothing, treatment: { successes: 0, trials: 41 } }, 1e-4)).toThrow(
    'treatment.trials',
  );
});
