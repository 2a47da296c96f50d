import { checkProbability } from '../check.ts';
import { DomainError } from '../domain-error.ts';
import { findRoot } from '../special/find-root.ts';
import { normalCdf } from '../special/normal.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { checkEffect, type PlannedEffect } from './check-effect.ts';
import { powerOfTest } from './power-of-test.ts';
import { unitsPerArmFixed } from './units-per-arm.ts';

/**
 * How many units per arm by the textbook formula that uses the unpooled variance under both hypotheses, (z_(1-α/2) +
 * z_power)² (p1 q1 / r + p2 q2) / (p2 - p1)²? For comparison with other calculators; `unitsPerArmFixed` plans the test
 * that is run. Not rounded (Chow, Shao and Wang 2008). Errors as `conversionsNeeded`.
 *
 * @example unitsPerArmUnpooled({ control: 0.05, treatment: 0.07 }) // 2209
 */
export function unitsPerArmUnpooled(effect: PlannedEffect): number {
  const { control, treatment, alpha, power, controlsPerUnit } = checkEffect(effect);
  const variance = (control * (1 - control)) / controlsPerUnit + treatment * (1 - treatment);
  const sum = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return (sum * sum * variance) / (treatment - control) ** 2;
}

/**
 * How far apart are two rates on the scale where their spread is the same everywhere? Cohen's h: their difference on the
 * arcsine scale, 2 asin √p2 - 2 asin √p1 (Cohen 1988). Throws `out-of-range` for `control` and `treatment`.
 *
 * @example cohensH(0.05, 0.07) // 0.0845
 */
export function cohensH(control: number, treatment: number): number {
  checkProbability('control', control);
  checkProbability('treatment', treatment);
  return 2 * (Math.asin(Math.sqrt(treatment)) - Math.asin(Math.sqrt(control)));
}

/**
 * How many units per arm by Cohen's arcsine transformation, where a rate has the same variance everywhere (Cohen 1988)?
 * Solves for both tails of the two-sided test, as the usual calculators of this formula do. Not rounded. Errors as
 * `conversionsNeeded`.
 *
 * @example unitsPerArmArcsine({ control: 0.05, treatment: 0.07 }) // 2198
 */
export function unitsPerArmArcsine(effect: PlannedEffect): number {
  const { control, treatment, alpha, power, controlsPerUnit } = checkEffect(effect);
  const h = Math.abs(cohensH(control, treatment));
  const z = normalQuantile(1 - alpha / 2);
  const variance = 1 / controlsPerUnit + 1;
  const start = ((z + normalQuantile(power)) / h) ** 2 * variance;
  return solveUnits(start, power, alpha, (units) => {
    const shift = h * Math.sqrt(units / variance);
    return normalCdf(shift - z) + normalCdf(-shift - z);
  });
}

/**
 * How many units per arm when a rejection in the wrong direction counts as one, too (the strict reading of two-sided
 * power)? Hardly less than `unitsPerArmFixed`, except for tiny powers. Not rounded. Formula of Fleiss (1981) with the
 * other tail added. Errors as `conversionsNeeded`.
 *
 * @example unitsPerArmStrict({ control: 0.05, treatment: 0.07 }) // 2212
 */
export function unitsPerArmStrict(effect: PlannedEffect): number {
  const { power, alpha } = checkEffect(effect);
  return solveUnits(unitsPerArmFixed(effect), power, alpha, (units) =>
    powerOfTest({ ...effect, units, strict: true }),
  );
}

/** The size at which a strict power is reached; `start` (one tail only) is always large enough. */
function solveUnits(start: number, power: number, alpha: number, powerAt: (units: number) => number): number {
  if (power <= alpha) {
    throw new DomainError(
      'out-of-range',
      'power',
      `${power} is not above alpha`,
      'Plan for a power such as 0.8',
    );
  }
  let low = start / 2;
  while (powerAt(low) > power) low /= 2;
  return findRoot((units) => powerAt(units) - power, low, start * (1 + 1e-9));
}
