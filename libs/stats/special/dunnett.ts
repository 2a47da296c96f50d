import { normalAverage } from '../quadrature/normal-average.ts';
import { findRoot } from './find-root.ts';
import { normalSf } from './normal.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * P(max T_i > c), or P(max |T_i| > c) two-sided, where T_i = (X_i - X_0) / sd are the differences of independent normals from a
 * shared control. Given the control's error z they are independent, so one integral is exact (Dunnett 1955): ∫ φ(z) [1 - ∏
 * P(T_i within c | z)] dz. `loadings[i]` = λ_i = √(v_0 / (v_0 + v_i)), between 0 and 1; T_i and T_j correlate by λ_i λ_j.
 */
export function dunnettSf(c: number, loadings: readonly number[], sides: 1 | 2): number {
  const rests = loadings.map((loading) => Math.sqrt((1 - loading) * (1 + loading)));
  const bends = loadings.flatMap((loading, i) => {
    const width = loading === 0 ? 1 : (rests[i] ?? 1) / loading;
    return [c / loading, -c / loading].map((at) => ({ at, width }));
  });
  return normalAverage((z) => {
    let log = 0;
    for (const [i, loading] of loadings.entries()) {
      const rest = rests[i] ?? 1;
      const above = normalSf((c - loading * z) / rest);
      const outside = sides === 1 ? above : above + normalSf((c + loading * z) / rest);
      log += Math.log1p(-Math.min(1, outside));
    }
    return -Math.expm1(log);
  }, bends);
}

/** The c that max T_i, or max |T_i|, passes with probability `tail`. */
export function dunnettCritical(tail: number, loadings: readonly number[], sides: 1 | 2): number {
  const least = -normalQuantile(tail / sides);
  const most = -normalQuantile(tail / sides / loadings.length);
  if (loadings.length === 1) return least;
  return findRoot((c) => Math.log(dunnettSf(c, loadings, sides) / tail), least - 1e-6, most + 1e-6, {
    tolerance: 1e-10,
  });
}
