import { logGamma, type RatioInterval, type TwoRates } from '#stats';

/**
 * The conditional odds ratios of two_sample_proportion come from a root finder that stops at 2^-13 of the odds ratio, or of its
 * inverse above 1: 53.302 where the root is 53.32857 (checked at 40 digits). Our answer is the root. So that all digits of the
 * file still say something, this repeats the source's search (Brent's method from 0 to 1, stopped as early) on an enumerated
 * distribution; where our root is within the source's precision of it, the stopped one is compared, else ours.
 */
const TOLERANCE = Number.EPSILON ** 0.25;

export function asCoarse(rates: TwoRates, level: number, ours: RatioInterval): RatioInterval {
  const tail = (1 - level) / 2;
  const x = rates.treatment.successes;
  const { least, most, upper, mean } = enumerated(rates);
  // One table only, which says nothing of the odds ratio; the source prints 0 as wherever a count is at its least.
  if (least === most) return { ...ours, value: 0 };
  return {
    value: agreed(ours.value, x, least, most, (odds) => mean(odds) - x),
    low: agreed(ours.low, x, least, most, (odds) => upper(x, odds) - tail),
    high: agreed(ours.high, x, least, most, (odds) => 1 - tail - upper(x + 1, odds)),
  };
}

function agreed(
  ours: number | null,
  x: number,
  least: number,
  most: number,
  excess: (odds: number) => number,
): number | null {
  if (ours === null || ours === 0 || x < least || x > most) return ours;
  const atOne = excess(1);
  const isBelowOne = excess(0) > 0 !== atOne > 0;
  const found = isBelowOne
    ? coarseRoot(excess, 0, 1)
    : 1 / coarseRoot((inverse) => excess(1 / inverse), Number.EPSILON, 1);
  const off = isBelowOne ? found - ours : 1 / found - 1 / ours;
  return Math.abs(off) <= TOLERANCE ? found : ours;
}

/** Fisher's noncentral hypergeometric distribution, all of its probabilities summed. */
function enumerated({ control, treatment }: TwoRates) {
  const successes = control.successes + treatment.successes;
  const least = Math.max(0, successes - control.trials);
  const most = Math.min(successes, treatment.trials);
  const choose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  const logs: number[] = [];
  for (let x = least; x <= most; x++) {
    logs.push(choose(treatment.trials, x) + choose(control.trials, successes - x));
  }
  const weights = (odds: number): number[] => {
    if (odds === 0) return logs.map((_, i) => (i === 0 ? 1 : 0));
    const tilted = logs.map((log, i) => log + i * Math.log(odds));
    const top = Math.max(...tilted);
    const raw = tilted.map((log) => Math.exp(log - top));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return raw.map((weight) => weight / total);
  };
  return {
    least,
    most,
    upper: (x: number, odds: number) =>
      weights(odds).reduce((sum, weight, i) => (least + i >= x ? sum + weight : sum), 0),
    mean: (odds: number) => weights(odds).reduce((sum, weight, i) => sum + weight * (least + i), 0),
  };
}

/** Brent's method (1973) as Forsythe, Malcolm and Moler (1977) print it, with its tolerance. */
function coarseRoot(f: (x: number) => number, low: number, high: number): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  let c = a;
  let fc = fa;
  if (fa === 0) return a;
  for (let i = 0; i < 1000; i++) {
    const before = b - a;
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + TOLERANCE / 2;
    let step = (c - b) / 2;
    if (Math.abs(step) <= tolerance || fb === 0) return b;
    if (Math.abs(before) >= tolerance && Math.abs(fa) > Math.abs(fb)) {
      const { p, q } = interpolation(a, b, c, fa, fb, fc);
      const isInside = p < 0.75 * (c - b) * q - Math.abs(tolerance * q) / 2;
      if (isInside && p < Math.abs((before * q) / 2)) step = p / q;
    }
    if (Math.abs(step) < tolerance) step = step > 0 ? tolerance : -tolerance;
    a = b;
    fa = fb;
    b += step;
    fb = f(b);
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
    }
  }
  return b;
}

/** The step p / q, p >= 0: linear while only two points are apart, else inverse quadratic. */
function interpolation(a: number, b: number, c: number, fa: number, fb: number, fc: number) {
  const s = fb / fa;
  let p: number;
  let q: number;
  if (a === c) {
    p = (c - b) * s;
    q = 1 - s;
  } else {
    const r = fb / fc;
    const t = fa / fc;
    p = s * ((c - b) * t * (t - r) - (b - a) * (r - 1));
    q = (t - 1) * (r - 1) * (s - 1);
  }
  return p > 0 ? { p, q: -q } : { p: -p, q };
}
