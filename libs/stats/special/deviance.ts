/**
 * The deviance part x log(x / m) + m - x, given x, m and their difference (which the caller often knows better
 * than x - m does). Near x = m by the series of 2 atanh(v), v = (x - m) / (x + m), which does not cancel.
 * Loader (2000).
 */
export function deviance(x: number, m: number, difference: number): number {
  if (Math.abs(difference) > 0.1 * (x + m)) return x * Math.log(x / m) - difference;
  const v = difference / (x + m);
  const square = v * v;
  let power = v;
  let sum = 0;
  for (let k = 3; ; k += 2) {
    power *= square;
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
  }
  return v * difference + 2 * x * sum;
}
