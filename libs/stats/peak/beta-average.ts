import { gaussLegendre } from '../quadrature/gauss-legendre.ts';

const RULE = gaussLegendre(16);
const { PI, asin, atan2, cos, exp, log, sin, sqrt } = Math;
/** The angle's range: rate = sin² angle. */
const UPPER = PI / 2;
/** Half-width in units of 1 / concavity, a bound of the density's width: about ten standard deviations. */
const REACH = 7;
/** A panel of 16 nodes resolves four standard deviations of a density. */
const PANEL = 4;
const MOST_PANELS = 24;

/** Expectations under a beta distribution, by composite Gauss-Legendre quadrature on the angle axis. */
export interface BetaAverage {
  /** The range of rates that holds the distribution. */
  from: number;
  to: number;
  /** Its standard deviation on the angle axis. */
  width: number;
  /** E[of(X)]. */
  expect(of: (rate: number) => number): number;
  /** E[of(X); X <= most]. */
  expectUpTo(most: number, of: (rate: number) => number): number;
}

/**
 * Beta(alpha, beta), both at least 1/2: along the angle the density is (sin t)^(2α - 1) (cos t)^(2β - 1), which has no pole,
 * and -(log density)'' >= (√a + √b)² with a = 2α - 1, b = 2β - 1. `finest` is the width of the
 * sharpest function to be averaged, which the panels then resolve, too.
 */
export function betaAverage(alpha: number, beta: number, finest = Number.POSITIVE_INFINITY): BetaAverage {
  const [a, b] = [2 * alpha - 1, 2 * beta - 1];
  const mode = atan2(sqrt(a), sqrt(b));
  const concavity = sqrt(a) + sqrt(b);
  const curvature = sqrt(2 * (a + b));
  const flat = concavity === 0;
  const from = flat ? 0 : Math.max(0, mode - REACH / concavity);
  const to = flat ? UPPER : Math.min(UPPER, mode + REACH / concavity);
  const own = Math.max(2, Math.ceil(((to - from) * curvature) / PANEL));
  const panels = Math.max(own, Math.min(MOST_PANELS, Math.ceil((to - from) / (2 * PANEL * finest))));
  const size = (to - from) / panels;
  const logDensity = (angle: number): number =>
    (a === 0 ? 0 : a * log(sin(angle))) + (b === 0 ? 0 : b * log(cos(angle)));
  const top = logDensity(flat ? 1 : mode);
  const density = (angle: number): number => exp(logDensity(angle) - top);
  const all = Array.from({ length: panels }, (_, i) => panelNodes(from + i * size, size, density));
  const total = all.flat().reduce((sum, { weight }) => sum + weight, 0);
  const sum = (nodes: readonly Node[], of: (rate: number) => number): number => {
    let value = 0;
    for (const { rate, weight } of nodes) if (weight > total * 1e-16) value += weight * of(rate);
    return value / total;
  };
  return {
    from: sin(from) ** 2,
    to: sin(to) ** 2,
    width: flat ? UPPER / 4 : 1 / curvature,
    expect: (of) => all.reduce((value, nodes) => value + sum(nodes, of), 0),
    expectUpTo(most, of) {
      if (most >= 1) return this.expect(of);
      const end = asin(sqrt(Math.max(0, most)));
      const whole = Math.min(panels, Math.max(0, Math.floor((end - from) / size)));
      let value = 0;
      for (const nodes of all.slice(0, whole)) value += sum(nodes, of);
      const start = from + whole * size;
      if (whole < panels && end > start) value += sum(panelNodes(start, end - start, density), of);
      return value;
    },
  };
}

interface Node {
  rate: number;
  weight: number;
}

function panelNodes(from: number, size: number, density: (angle: number) => number): Node[] {
  return RULE.nodes.map((node, i) => {
    const angle = from + (size / 2) * (1 + node);
    return { rate: sin(angle) ** 2, weight: (size / 2) * (RULE.weights[i] ?? 0) * density(angle) };
  });
}
