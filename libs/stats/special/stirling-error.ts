/** Coefficients of the Stirling series, B_2k / (2k (2k - 1)) for k = 1..7 (B: Bernoulli numbers). */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * What Stirling's formula leaves out: log Γ(x + 1) - [(x + 1/2) log x - x + log √(2π)], for x > 0.
 * Asymptotic series from 10 on (next term under 3e-17), below by δ(x) = δ(x + 1) + (x + 1/2) log(1 + 1/x) - 1.
 * Loader (2000), "Fast and accurate computation of binomial probabilities".
 */
export function stirlingError(x: number): number {
  let shifted = x;
  let below = 0;
  while (shifted < 10) {
    below += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  const square = 1 / (shifted * shifted);
  let sum = 0;
  for (let k = SERIES.length - 1; k >= 0; k--) sum = sum * square + (SERIES[k] ?? 0);
  return below + sum / shifted;
}
