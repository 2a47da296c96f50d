import { checkAtLeast, checkNonNegative } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { type EffectOptions, effectOf, type MeanEffect } from './effect.ts';
import { checkTwoMeans, type TwoMeans } from './mean-summary.ts';
import { satterthwaite } from './welch.ts';

/** A stratum known before the assignment: channel, account tier, kind of mail client. */
export interface MeanStratum extends TwoMeans {
  /** Its share of the population, in any unit; default its enrollments in both arms. */
  weight?: number;
}

export interface PostStratified extends MeanEffect {
  /** The treatment's mean minus the control's in each stratum. */
  differences: number[];
  /** Shares of the strata, adding up to one. */
  weights: number[];
}

/**
 * Do the means differ, with the strata in the same mix in both arms? Σ w_h (x̄₂ₕ - x̄₁ₕ), variance Σ w_h² (s₁ₕ²/n₁ₕ + s₂ₕ²/n₂ₕ)
 * (Holt and Smith 1979; Miratrix, Sekhon and Yu 2013), degrees of freedom by Satterthwaite (1946). It removes chance
 * imbalance between the arms and the variance between strata. The test is null while a stratum has one enrollment in an arm.
 *
 * Throws `out-of-range` for `strata[i].control.n` and the like: merge a stratum without an enrollment in an arm;
 * `too-few-groups` for `strata`.
 *
 * @example postStratified([{ control: { n: 80, mean: 4, variance: 9 }, treatment: { n: 60, mean: 5, variance: 9 } },
 *   { control: { n: 20, mean: 12, variance: 25 }, treatment: { n: 40, mean: 13, variance: 25 } }]).low
 * // -0.0818
 */
export function postStratified(strata: readonly MeanStratum[], options: EffectOptions = {}): PostStratified {
  checkAtLeast('strata', strata, 1, 'strata');
  for (const [i, stratum] of strata.entries()) checkStratum(`strata[${i}]`, stratum);
  const sizes = strata.map(({ weight, control, treatment }) => weight ?? control.n + treatment.n);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0) {
    throw new DomainError(
      'out-of-range',
      'strata[0].weight',
      'all weights are 0',
      'Give one a weight above 0',
    );
  }
  const weights = sizes.map((size) => size / total);
  const differences = strata.map(({ control, treatment }) => treatment.mean - control.mean);
  const parts = strata.flatMap(({ control, treatment }) => [control, treatment]);
  const partWeights = weights.flatMap((weight) => [weight, weight]);
  const estimate = differences.reduce((sum, difference, i) => sum + difference * (weights[i] ?? 0), 0);
  const variance = parts.reduce(
    (sum, part, i) => sum + ((partWeights[i] ?? 0) ** 2 * part.variance) / part.n,
    0,
  );
  const effect = effectOf(estimate, Math.sqrt(variance), satterthwaite(parts, partWeights), options);
  return { ...effect, differences, weights };
}

function checkStratum(field: string, stratum: MeanStratum): void {
  checkTwoMeans(stratum, `${field}.`);
  if (stratum.weight !== undefined) checkNonNegative(`${field}.weight`, stratum.weight);
}
