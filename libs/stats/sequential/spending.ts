import { checkLevel, checkPositive } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { normalSf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';

/**
 * How the error is spent over the information t in (0, 1]: hardly at first (O'Brien-Fleming type), evenly (Pocock type),
 * α t^φ (`power`), or α (1 - e^(-γt)) / (1 - e^(-γ)) (Hwang, Shih and DeCani; γ = 0 is even, γ = -4 is close to
 * O'Brien-Fleming).
 */
export type Spending =
  | { family: 'obrien-fleming' }
  | { family: 'pocock' }
  | { family: 'power'; phi: number }
  | { family: 'hwang-shih-decani'; gamma: number };

/**
 * Which part of a one-sided error `alpha` may be spent by information fraction `t`? O'Brien-Fleming type
 * 2 - 2Φ(z_(1-α/2) / √t), Pocock type α log(1 + (e - 1) t): Lan and DeMets (1983); power family: Kim and DeMets (1987);
 * Hwang, Shih and DeCani (1990). All of alpha is spent at t = 1.
 *
 * Throws `out-of-range` for `t` (0 to 1), `alpha`, `spending.phi` (above 0) and `spending.gamma`.
 *
 * @example spentBy(0.5, 0.025, { family: 'obrien-fleming' }) // 0.001525
 */
export function spentBy(t: number, alpha: number, spending: Spending): number {
  checkLevel('alpha', alpha);
  if (!(t >= 0 && t <= 1)) {
    throw new DomainError('out-of-range', 't', `${t} is no information fraction`, 'Give a share from 0 to 1');
  }
  if (t === 0) return 0;
  switch (spending.family) {
    case 'obrien-fleming':
      return 2 * normalSf(-normalQuantile(alpha / 2) / Math.sqrt(t));
    case 'pocock':
      return alpha * Math.log1p((Math.E - 1) * t);
    case 'power':
      checkPositive('spending.phi', spending.phi);
      return alpha * t ** spending.phi;
    case 'hwang-shih-decani':
      return alpha * hwangShihDecani(t, spending.gamma);
  }
}

function hwangShihDecani(t: number, gamma: number): number {
  if (!Number.isFinite(gamma)) {
    throw new DomainError(
      'out-of-range',
      'spending.gamma',
      `${gamma} is not finite`,
      'Give a number such as -4',
    );
  }
  return gamma === 0 ? t : Math.expm1(-gamma * t) / Math.expm1(-gamma);
}
