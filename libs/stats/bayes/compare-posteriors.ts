import { checkLevel } from '../check.ts';
import type { TwoRates } from '../proportion/two-rates.ts';
import { contrastDistribution } from './contrast-distribution.ts';
import { type BetaPrior, JEFFREYS, posteriorOf } from './posterior.ts';
import { quantileOf } from './quantile-of.ts';
import { type ContrastScale, type RateContrast, rateContrast, superiority } from './rate-contrast.ts';
import type { CredibleOptions } from './rate-interval.ts';
import { shortestInterval } from './shortest-interval.ts';

/** treatment - control, or treatment / control - 1. */
export type EffectScale = 'difference' | 'lift';

export interface CompareOptions extends CredibleOptions {
  /** Default `lift`. */
  scale?: EffectScale;
}

export interface PosteriorComparison {
  scale: EffectScale;
  /** P(the treatment's rate is the higher). */
  probability: number;
  /** What choosing that arm gives up on average, in rate: E[(other - it)⁺]. */
  expectedLoss: { control: number; treatment: number };
  /** Posterior median of the effect. */
  median: number;
  /** Credible interval of the effect. */
  low: number;
  high: number;
}

/**
 * Is the treatment's rate the higher, by how much, and what does the wrong choice cost? Independent beta posteriors, P(B
 * > A) = ∫ f_A (1 - F_B), losses and the distribution of the difference or lift exactly by quadrature, quantiles by root
 * finding on it (within 1e-10; about 30 microseconds). Zero counts give finite answers. It is a statement about one
 * look: see the always-valid sequences for a dashboard. P(B > A) of two betas: Altham (1969); expected loss: Stucchio
 * (2015).
 *
 * Throws `not-a-count` or `inconsistent-counts` for `control` and `treatment`, `out-of-range` for `prior` and `level`.
 *
 * @example comparePosteriors({ control: { successes: 24, trials: 1000 },
 *   treatment: { successes: 41, trials: 1000 } }).probability
 * // 0.9843
 */
export function comparePosteriors(rates: TwoRates, options: CompareOptions = {}): PosteriorComparison {
  const { scale = 'lift', level = 0.95, kind = 'equal-tail' } = options;
  checkLevel('level', level);
  const contrast = contrastOf(rates, scale, options.prior);
  const { probability, lossOfControl, lossOfTreatment } = superiority(contrast);
  const distribution = contrastDistribution(contrast);
  const tail = (1 - level) / 2;
  const { low, high } =
    kind === 'highest-density'
      ? shortestInterval(distribution, level, (v) => (scale === 'lift' ? v : 0))
      : { low: quantileOf(distribution, tail), high: quantileOf(distribution, 1 - tail) };
  return {
    scale,
    probability,
    expectedLoss: { control: Math.max(0, lossOfControl), treatment: Math.max(0, lossOfTreatment) },
    median: onScale(contrast, quantileOf(distribution, 0.5)),
    low: onScale(contrast, low),
    high: onScale(contrast, high),
  };
}

/** The contrast of two posteriors for the functions of this folder. */
export function contrastOf(
  { control, treatment }: TwoRates,
  scale: EffectScale,
  prior: BetaPrior = JEFFREYS,
): RateContrast {
  const internal: ContrastScale = scale === 'lift' ? 'log-ratio' : 'difference';
  return rateContrast(
    posteriorOf('control.', control, prior),
    posteriorOf('treatment.', treatment, prior),
    internal,
  );
}

export function onScale({ scale }: RateContrast, v: number): number {
  return scale === 'difference' ? v : Math.expm1(v);
}
