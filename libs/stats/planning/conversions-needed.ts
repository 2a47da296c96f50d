import { CONVERSION_CONCENTRATION } from '../sequential/conversion-test.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { checkEffect, type PlannedEffect } from './check-effect.ts';
import { type WalkOptions, walkPower } from './walk-power.ts';

/** Looks within the plan: a month of daily ones. */
const LOOKS = 30;
/** Up to this many conversions the walk is followed exactly: about 20 ms. */
const MOST_CONVERSIONS = 12_000;

/**
 * How many conversions, over both arms, does the always-valid test of conversion counts need? Under the planned rates
 * each conversion falls into the treatment arm with probability q = p2 / (r p1 + p2), so the treatment's count is a
 * random walk, and the probability that the test has rejected at one of 30 evenly spaced looks is a finite sum: exact
 * for a test that assigns at random, no simulation (the test: Lindon and Malek 2022). Effects so small that more than
 * 12,000 conversions are needed are extrapolated along the boundary's growth, N (q - ρ)² = ρ (1 - ρ) (√(2 log(1/α) +
 * log(1 + N/k)) + c)², with c from the normal quantile of the power: within 5 % of the exact sum where both exist.
 * Throws `out-of-range` for `control`, `treatment` (also where it equals the control), `alpha`, `power`,
 * `controlsPerUnit`.
 *
 * @example conversionsNeeded({ control: 0.05, treatment: 0.06 }) // 1628
 */
export function conversionsNeeded(effect: PlannedEffect): number {
  const { control, treatment, alpha, power, controlsPerUnit: ratio } = checkEffect(effect);
  const toTreatment = treatment / (ratio * control + treatment);
  const share = 1 / (1 + ratio);
  const guess = extrapolated(toTreatment, share, alpha, power);
  if (guess > MOST_CONVERSIONS) return guess;
  const walk = { toTreatment, share, alpha, concentration: CONVERSION_CONCENTRATION };
  const every = Math.max(1, Math.round(guess / LOOKS));
  return conversionsAt(walk, power, every, 20 * guess + 1000);
}

function conversionsAt(walk: WalkOptions, power: number, every: number, most: number): number {
  let before = { conversions: 0, power: 0 };
  for (const look of walkPower(walk, every, most)) {
    if (look.power >= power) {
      const part = (power - before.power) / (look.power - before.power);
      return before.conversions + part * (look.conversions - before.conversions);
    }
    before = look;
  }
  return most;
}

/** The fixed point of the boundary's growth. */
function extrapolated(toTreatment: number, share: number, alpha: number, power: number): number {
  const drift = (toTreatment - share) ** 2;
  let conversions = 100;
  for (let round = 0; round < 60; round++) {
    const boundary = Math.sqrt(2 * Math.log(1 / alpha) + Math.log1p(conversions / CONVERSION_CONCENTRATION));
    const reach = boundary + OVERLAP * normalQuantile(power);
    conversions = (share * (1 - share) * Math.max(reach, 0.5) ** 2) / drift;
  }
  return conversions;
}

/** A walk that may cross at any look needs a smaller margin than one that must be beyond at the end. */
const OVERLAP = 0.72;
