import { checkCount, checkProbability } from '../check.ts';
import { stirlingError } from '../special/stirling-error.ts';
import type { Random } from './random.ts';

// Looked up once: see ../peak/curve.ts.
const { abs, exp, floor, log, log1p, sqrt } = Math;

/** From this expected count on rejection is faster than counting up. */
const REJECTION_FROM = 10;

/**
 * How many of `trials` succeed, each with probability `p`? Counting up from 0 while the expected count is small, else
 * transformed rejection with squeeze (Hörmann 1993, BTRS), which takes the same time for any number of trials.
 * Throws `not-a-count` for `trials`, `out-of-range` for `p`.
 *
 * @example drawBinomial(seeded(2026), 5000, 0.03) // 153
 */
export function drawBinomial(random: Random, trials: number, p: number): number {
  checkCount('trials', trials);
  checkProbability('p', p);
  if (p > 0.5) return trials - drawBinomial(random, trials, 1 - p);
  if (trials === 0 || p === 0) return 0;
  return trials * p < REJECTION_FROM ? countUp(random, trials, p) : reject(random, trials, p);
}

/** Inversion: subtracts the probabilities of 0, 1, 2, … from one uniform number. */
function countUp(random: Random, trials: number, p: number): number {
  const odds = p / (1 - p);
  for (;;) {
    let left = random.uniform();
    let mass = exp(trials * log1p(-p));
    for (let k = 0; k <= trials; k++) {
      left -= mass;
      if (left <= 0) return k;
      mass *= (odds * (trials - k)) / (k + 1);
      if (mass < 1e-300) break;
    }
  }
}

function reject(random: Random, trials: number, p: number): number {
  const spread = sqrt(trials * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = trials * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = log(p / (1 - p));
  const mode = floor((trials + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(trials - mode);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - abs(u);
    const k = floor(((2 * a) / us + b) * u + center);
    if (k < 0 || k > trials) continue;
    if (us >= 0.07 && v <= squeeze) return k;
    const bound = log((v * alpha) / (a / (us * us) + b));
    const ratio = atMode - logFactorial(k) - logFactorial(trials - k) + (k - mode) * logOdds;
    if (bound <= ratio) return k;
  }
}

function logFactorial(n: number): number {
  return n === 0 ? 0 : (n + 0.5) * log(n) - n + HALF_LOG_TWO_PI + stirlingError(n);
}

const HALF_LOG_TWO_PI = 0.9189385332046728;
