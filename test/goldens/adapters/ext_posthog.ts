import { armOfCounts, effectOfMeans, gaussianEffect, studentTQuantile, studentTSf } from '#stats';
import type { Adapter } from '../golden.ts';

interface Arm {
  readonly sum?: number;
  readonly sum_squares?: number;
  readonly n: number;
  /** Σ and Σ of squares. */
  readonly num?: readonly [number, number];
  readonly den?: readonly [number, number];
  readonly num_den?: number;
}

interface Input {
  readonly kind: 'mean' | 'proportion' | 'ratio';
  readonly control: Arm;
  readonly treatment: Arm;
  readonly difference: 'relative' | 'absolute';
  readonly prior?: 'flat' | { readonly mean: number; readonly variance: number };
  readonly ci?: number;
  readonly alpha?: number;
}

function armOf({ sum = 0, sum_squares: squares, n, num, den, num_den: products = 0 }: Arm) {
  if (num !== undefined && den !== undefined) return ratioArm(n, num, den, products);
  if (squares === undefined) return armOfCounts({ successes: sum, trials: n });
  return { n, mean: sum / n, variance: (squares - sum ** 2 / n) / (n - 1) };
}

/** Σ num / Σ den with the variance of one unit by the delta method. */
function ratioArm(
  n: number,
  [top, tops]: readonly [number, number],
  [bottom, bottoms]: readonly [number, number],
  products: number,
) {
  const ratio = top / bottom;
  const squares = tops - 2 * ratio * products + ratio ** 2 * bottoms;
  return { n, mean: ratio, variance: squares / (n - 1) / (bottom / n) ** 2 };
}

export const answer: Adapter<Input> = ({ control, treatment, difference, prior, ci = 0.95, alpha }) => {
  const [one, two] = [armOf(control), armOf(treatment)];
  const scale = difference === 'relative' ? 'lift' : 'difference';
  const effect = effectOfMeans({ control: one, treatment: two }, scale);
  const [estimate, standardError] = [effect?.estimate ?? 0, effect?.standardError ?? 0];
  if (alpha === undefined) {
    const gaussian = gaussianEffect(estimate, standardError, {
      level: ci,
      ...(typeof prior === 'object' ? { prior } : {}),
    });
    return {
      effect: gaussian.estimate,
      ci: [gaussian.low, gaussian.high],
      chance_to_win: gaussian.chanceToWin,
    };
  }
  const [v1, v2] = [one.variance / one.n, two.variance / two.n];
  const degrees = (v1 + v2) ** 2 / (v1 ** 2 / (one.n - 1) + v2 ** 2 / (two.n - 1));
  const half = -studentTQuantile(alpha / 2, degrees) * standardError;
  return {
    effect: estimate,
    ci: [estimate - half, estimate + half],
    p: 2 * studentTSf(Math.abs(estimate / standardError), degrees),
  };
};
