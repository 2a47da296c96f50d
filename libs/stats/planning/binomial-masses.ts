import { logBeta } from '../special/log-beta.ts';

/** P(X = k) of a binomial distribution, k = 0 … n, from the mode outwards by the ratio of neighbours. */
export function binomialMasses(n: number, p: number): number[] {
  const masses = new Array<number>(n + 1).fill(0);
  if (p === 0 || p === 1) {
    masses[p * n] = 1;
    return masses;
  }
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const logMode =
    mode * Math.log(p) + (n - mode) * Math.log1p(-p) - Math.log(n + 1) - logBeta(mode + 1, n - mode + 1);
  masses[mode] = Math.exp(logMode);
  for (let k = mode; k < n; k++) masses[k + 1] = ((masses[k] ?? 0) * (n - k) * p) / ((k + 1) * (1 - p));
  for (let k = mode; k > 0; k--) masses[k - 1] = ((masses[k] ?? 0) * k * (1 - p)) / ((n - k + 1) * p);
  return masses;
}
