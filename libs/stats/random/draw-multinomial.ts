import { checkAtLeast, checkCount, checkProbability } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { drawBinomial } from './draw-binomial.ts';
import type { Random } from './random.ts';

/**
 * How do `trials` fall into categories with these probabilities? One binomial draw a category from what is left.
 * Throws `out-of-range` for `probabilities` that do not add up to 1 (within 1e-9).
 *
 * @example drawMultinomial(seeded(2026), 1000, [0.05, 0.02, 0.93]) // [51, 16, 933]
 */
export function drawMultinomial(random: Random, trials: number, probabilities: readonly number[]): number[] {
  checkCount('trials', trials);
  checkAtLeast('probabilities', probabilities, 1, 'categories');
  const total = probabilities.reduce((sum, value, i) => {
    checkProbability(`probabilities[${i}]`, value);
    return sum + value;
  }, 0);
  if (Math.abs(total - 1) > 1e-9) {
    throw new DomainError(
      'out-of-range',
      'probabilities',
      `they add up to ${total}`,
      'Make them add up to 1',
    );
  }
  let left = trials;
  let mass = total;
  return probabilities.map((value, i) => {
    if (i === probabilities.length - 1) return left;
    const count = mass <= 0 ? 0 : drawBinomial(random, left, Math.min(1, value / mass));
    left -= count;
    mass -= value;
    return count;
  });
}
