import { checkCount, checkLevel, checkProbability } from '../check.ts';
import { normalQuantile } from '../special/normal-quantile.ts';
import { binomialMasses } from './binomial-masses.ts';

export interface ExactPowerQuestion {
  control: number;
  treatment: number;
  controlUnits: number;
  treatmentUnits: number;
  /** Two-sided; default 0.05. */
  alpha?: number;
}

/**
 * How likely does the pooled z-test, looked at once, really call a difference? The probability of every pair of counts
 * in which |z| exceeds its critical value, added up: no approximation. With equal rates it is the test's true
 * false-positive rate. For each count of the control the counts of the treatment that reject are two tails, so that a
 * sum over the control's counts is enough. Throws `out-of-range` for `control`, `treatment`, `alpha`, `not-a-count` for
 * `controlUnits`, `treatmentUnits`. Distribution of the statistic by enumeration: Suissa and Shuster (1985).
 *
 * @example powerExact({ control: 0.05, treatment: 0.08, controlUnits: 400, treatmentUnits: 400 }) // 0.4057
 */
export function powerExact(question: ExactPowerQuestion): number {
  const { control, treatment, controlUnits: n1, treatmentUnits: n2, alpha = 0.05 } = question;
  checkProbability('control', control);
  checkProbability('treatment', treatment);
  checkCount('controlUnits', n1);
  checkCount('treatmentUnits', n2);
  checkLevel('alpha', alpha);
  if (n1 === 0 || n2 === 0) return 0;
  const critical = normalQuantile(1 - alpha / 2);
  const rejects = (x1: number, x2: number): boolean => {
    const pooled = (x1 + x2) / (n1 + n2);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
    return error > 0 && Math.abs(x2 / n2 - x1 / n1) > critical * error;
  };
  const first = binomialMasses(n1, control);
  const second = binomialMasses(n2, treatment);
  const below = [0];
  for (let x = 0; x <= n2; x++) below.push((below[x] ?? 0) + (second[x] ?? 0));
  const above = new Array<number>(n2 + 2).fill(0);
  for (let x = n2; x >= 0; x--) above[x] = (above[x + 1] ?? 0) + (second[x] ?? 0);
  let power = 0;
  // Both bounds rise with the control's count: two pointers.
  let low = 0;
  let high = 0;
  for (let x1 = 0; x1 <= n1; x1++) {
    const level = Math.floor((x1 / n1) * n2);
    while (low <= level && rejects(x1, low)) low++;
    high = Math.max(high, level + 1);
    while (high <= n2 && !rejects(x1, high)) high++;
    power += (first[x1] ?? 0) * ((below[low] ?? 0) + (above[high] ?? 0));
  }
  return Math.min(1, power);
}
