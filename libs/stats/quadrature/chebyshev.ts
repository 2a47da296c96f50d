/** Nodes on a panel: with panels as `logit-beta.ts` cuts them, errors stay under 1e-13 of the whole. */
export const CHEBYSHEV_ORDER = 16;

const SIZE = CHEBYSHEV_ORDER;

/** cos((i + 1/2) π / n), falling. */
export const CHEBYSHEV_NODES: readonly number[] = Array.from({ length: SIZE }, (_, i) =>
  Math.cos(((i + 0.5) * Math.PI) / SIZE),
);

/** Row k: weights of the values at the nodes in the k-th coefficient (the first one halved). */
const FIT = new Float64Array(SIZE * SIZE);
for (let k = 0; k < SIZE; k++) {
  for (let i = 0; i < SIZE; i++) {
    FIT[k * SIZE + i] = ((k === 0 ? 1 : 2) / SIZE) * Math.cos((k * (i + 0.5) * Math.PI) / SIZE);
  }
}

const HALF = SIZE / 2;
const even = new Float64Array(HALF);
const odd = new Float64Array(HALF);

/**
 * Coefficients of the polynomial through `values` at the nodes, written to `into` from `at` on. The nodes lie symmetrically, so
 * that even coefficients come from the sums of opposite values and odd ones from their differences.
 */
export function chebyshevFit(values: Float64Array, into: Float64Array, at: number): void {
  for (let i = 0; i < HALF; i++) {
    const [one, other] = [values[i] ?? 0, values[SIZE - 1 - i] ?? 0];
    even[i] = one + other;
    odd[i] = one - other;
  }
  for (let k = 0; k < SIZE; k++) {
    const parts = k % 2 === 0 ? even : odd;
    // Two sums, so that an addition need not wait for the one before.
    let sum = 0;
    let other = 0;
    for (let i = 0; i < HALF; i += 2) {
      sum += (FIT[k * SIZE + i] ?? 0) * (parts[i] ?? 0);
      other += (FIT[k * SIZE + i + 1] ?? 0) * (parts[i + 1] ?? 0);
    }
    into[at + k] = sum + other;
  }
}

/**
 * Coefficients of the integral from -1 of the polynomial `from[at…]`, times `scale`; there are SIZE + 1 of them:
 * ∫ T_k = T_(k+1) / (2 (k + 1)) - T_(k-1) / (2 (k - 1)).
 */
export function chebyshevIntegral(
  from: Float64Array,
  at: number,
  scale: number,
  into: Float64Array,
  intoAt: number,
): void {
  const coefficient = (k: number): number => (k < SIZE ? (from[at + k] ?? 0) : 0);
  let constant = 0;
  for (let k = 1; k <= SIZE; k++) {
    const below = k === 1 ? 2 * coefficient(0) : coefficient(k - 1);
    const value = (scale * (below - coefficient(k + 1))) / (2 * k);
    into[intoAt + k] = value;
    constant += k % 2 === 1 ? value : -value;
  }
  into[intoAt] = constant;
}

/**
 * The polynomial with `count` coefficients (two or more) from `at` on, at t in [-1, 1] (Clenshaw 1955). Even and odd terms are summed side by
 * side, both by the recurrence T_(k+2) = 2 (2t² - 1) T_k - T_(k-2): half as many steps that wait for each other.
 */
export function chebyshevValue(coefficients: Float64Array, at: number, count: number, t: number): number {
  const u = 2 * t * t - 1;
  const twice = 2 * u;
  let even = 0;
  let evenBefore = 0;
  let odd = 0;
  let oddBefore = 0;
  let k = count - 1;
  if (k % 2 === 0) {
    even = coefficients[at + k] ?? 0;
    k -= 1;
  }
  for (; k > 1; k -= 2) {
    const nextOdd = (coefficients[at + k] ?? 0) - oddBefore + twice * odd;
    oddBefore = odd;
    odd = nextOdd;
    const nextEven = (coefficients[at + k - 1] ?? 0) - evenBefore + twice * even;
    evenBefore = even;
    even = nextEven;
  }
  const first = (coefficients[at + 1] ?? 0) - oddBefore + twice * odd;
  return (coefficients[at] ?? 0) - evenBefore + u * even + t * (first - odd);
}
