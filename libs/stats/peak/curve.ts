// Looked up once: a global is slow to reach where modules run in a context of their own, as in Jest.
const { asin, floor, max, min, sqrt } = Math;

/** A distribution function tabulated at evenly spaced points; 0 below them, 1 above. */
export interface Curve {
  from: number;
  step: number;
  values: Float64Array;
}

export function tabulate(from: number, to: number, points: number, of: (at: number) => number): Curve {
  const step = (to - from) / (points - 1);
  const values = new Float64Array(points);
  for (let i = 0; i < points; i++) values[i] = of(from + i * step);
  return { from, step, values };
}

/** A curve along angles, at the rate x = sin² of the angle. */
export function curveAtRate(curve: Curve, rate: number): number {
  return rate >= 1 ? 1 : curveAt(curve, asin(sqrt(max(0, rate))));
}

/** Cubic interpolation through the four nearest points (Lagrange). */
export function curveAt({ from, step, values }: Curve, x: number): number {
  const at = (x - from) / step;
  const last = values.length - 1;
  if (at <= 0) return at < 0 ? 0 : (values[0] ?? 0);
  if (at >= last) return 1;
  const i = min(max(1, floor(at)), last - 2);
  const t = at - i;
  const value =
    (-t * (t - 1) * (t - 2) * (values[i - 1] ?? 0)) / 6 +
    ((t + 1) * (t - 1) * (t - 2) * (values[i] ?? 0)) / 2 -
    ((t + 1) * t * (t - 2) * (values[i + 1] ?? 0)) / 2 +
    ((t + 1) * t * (t - 1) * (values[i + 2] ?? 0)) / 6;
  return min(1, max(0, value));
}
