/** Nodes and weights on [-1, 1], and the matrix that integrates from -1 up to each node. */
export interface Rule {
  nodes: readonly number[];
  weights: readonly number[];
  /** antiderivative[i][m]: weight of f(nodes[m]) in the integral of f from -1 to nodes[i]. */
  antiderivative: readonly (readonly number[])[];
}

/** P_0(x) … P_n(x) by the three-term recurrence. */
function legendre(n: number, x: number): number[] {
  const values = [1, x];
  for (let k = 1; k < n; k++) {
    values.push(((2 * k + 1) * x * (values[k] ?? 0) - k * (values[k - 1] ?? 0)) / (k + 1));
  }
  return values;
}

/**
 * The Gauss-Legendre rule with n nodes: roots of P_n by Newton's method. The antiderivative integrates the polynomial
 * through the n values, expanded in Legendre polynomials: ∫ P_k = (P_(k+1) - P_(k-1)) / (2k + 1).
 */
export function gaussLegendre(n: number): Rule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let derivative = 1;
    for (let round = 0; round < 8; round++) {
      const p = legendre(n, x);
      derivative = (n * ((p[n - 1] ?? 0) - x * (p[n] ?? 0))) / (1 - x * x);
      x -= (p[n] ?? 0) / derivative;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * derivative * derivative));
  }
  const tables = nodes.map((x) => legendre(n, x));
  const antiderivative = tables.map((up, i) =>
    tables.map((at, m) => {
      let sum = 1 + (nodes[i] ?? 0);
      for (let k = 1; k < n; k++) sum += (at[k] ?? 0) * ((up[k + 1] ?? 0) - (up[k - 1] ?? 0));
      return ((weights[m] ?? 0) * sum) / 2;
    }),
  );
  return { nodes, weights, antiderivative };
}
