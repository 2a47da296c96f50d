import { checkLevel, checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';

/** A one-sided boundary is crossed upwards only. */
export type Sides = 1 | 2;

export interface MixtureTuning {
  /** Error over all looks; default 0.05. */
  alpha?: number;
  /** Default 2. */
  sides?: Sides;
}

/**
 * The mixture parameter ρ with which a boundary is tightest at intrinsic time (variance) `vOpt` for error `alpha`:
 * vOpt / (2 log(1/a) + log(1 + 2 log(1/a))), a = alpha, or 2 alpha one-sided. Howard, Ramdas, McAuliffe and Sekhon (2021),
 * proposition 3.
 *
 * Throws `out-of-range` for `vOpt` and `alpha` (one-sided: under 1/2).
 *
 * @example bestRho(100) // 12.6
 */
export function bestRho(vOpt: number, { alpha = 0.05, sides = 2 }: MixtureTuning = {}): number {
  checkPositive('vOpt', vOpt);
  checkLevel('alpha', alpha);
  const level = sides === 1 ? 2 * alpha : alpha;
  if (level >= 1) {
    throw new DomainError('out-of-range', 'alpha', `${alpha} is not under 1/2`, 'Give an error such as 0.05');
  }
  const twoLog = -2 * Math.log(level);
  return vOpt / (twoLog + Math.log1p(twoLog));
}
