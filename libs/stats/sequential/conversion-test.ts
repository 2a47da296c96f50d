import { dirichletBayesFactor } from './dirichlet-bayes-factor.ts';

/** Prior mass that suits effects of 20-50 % on rates of some per cent. */
export const CONVERSION_CONCENTRATION = 100;

export interface SequentialTest {
  logBayesFactor: number;
  /** min(1, 1 / BF) at this look; valid whenever one looks. The running minimum over looks is valid, too. */
  pValue: number;
}

/**
 * Do K arms convert at the same rate? Needs only each arm's conversions and the allocation probabilities: under the null
 * a conversion falls into arm i with probability ρ_i, however the common rate moves over time. Valid at every look, as
 * long as the allocation is constant (Lindon and Malek 2022).
 */
export function conversionTest(
  conversions: readonly number[],
  allocation: readonly number[],
  concentration = CONVERSION_CONCENTRATION,
): SequentialTest {
  const logBayesFactor = dirichletBayesFactor(conversions, allocation, concentration);
  return { logBayesFactor, pValue: Math.min(1, Math.exp(-logBayesFactor)) };
}
