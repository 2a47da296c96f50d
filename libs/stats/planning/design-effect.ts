import { checkAtLeast, checkCount } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/**
 * By how much must a sample grow when whole accounts are assigned instead of single contacts? 1 + (m_w - 1) ρ with the
 * size-weighted mean cluster size m_w = Σ m² / Σ m, which for equal sizes is the plain mean (Kish 1965; Eldridge, Ashby
 * and Kerry 2006 for unequal ones). `correlation` is the intraclass correlation of the outcome, from 0 to 1. Throws
 * `too-few-groups` for `clusterSizes`, `not-a-count` or `out-of-range` for `clusterSizes[i]`, `out-of-range` for
 * `correlation`.
 *
 * @example designEffect([1, 2, 3, 10], 0.1) // 1.613
 */
export function designEffect(clusterSizes: readonly number[], correlation: number): number {
  checkAtLeast('clusterSizes', clusterSizes, 1, 'clusters');
  if (!(correlation >= 0 && correlation <= 1)) {
    throw new DomainError(
      'out-of-range',
      'correlation',
      `${correlation} is not between 0 and 1`,
      'Give the intraclass correlation, such as 0.05',
    );
  }
  let units = 0;
  let squares = 0;
  for (const [i, size] of clusterSizes.entries()) {
    checkCount(`clusterSizes[${i}]`, size);
    units += size;
    squares += size * size;
  }
  if (units === 0) {
    throw new DomainError(
      'out-of-range',
      'clusterSizes',
      'all clusters are empty',
      'Leave empty clusters out',
    );
  }
  return 1 + (squares / units - 1) * correlation;
}
