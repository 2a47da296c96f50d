/** A distribution over whole numbers with one peak. */
export interface Unimodal {
  readonly least: number;
  readonly most: number;
  /** The most likely outcome; the higher of two. */
  readonly mode: number;
  /** log P(X = x). */
  log(x: number): number;
  /** P(X <= x). */
  lower(x: number): number;
  /** P(X >= x). */
  upper(x: number): number;
}

export interface ExactTwoSided {
  pValue: number;
  /** Outcomes as likely as the observed one count half. */
  midP: number;
}

/** Outcomes whose probabilities differ by less are equally likely: they differ by rounding only. */
const TIE = 1e-7;

/**
 * The two-sided p-value of an exact test: the probability of all outcomes that are no more likely than the observed one.
 * The far tail begins where the search by halving finds the first such outcome at or beyond the mode.
 */
export function minimumLikelihood(distribution: Unimodal, observed: number): ExactTwoSided {
  const { least, most, mode } = distribution;
  const limit = distribution.log(observed);
  const isLow = observed < mode;
  const [from, to] = isLow ? [Math.max(mode, observed + 1), most] : [least, Math.min(mode, observed - 1)];
  const rare = (x: number) => distribution.log(x) <= limit + TIE;
  const far = isLow ? firstFrom(from, to, rare) : lastUpTo(from, to, rare);
  const tails = isLow
    ? distribution.lower(observed) + (far === null ? 0 : distribution.upper(far))
    : distribution.upper(observed) + (far === null ? 0 : distribution.lower(far));
  const atFar = far === null ? Number.NEGATIVE_INFINITY : distribution.log(far);
  const ties = Math.exp(limit) + (atFar >= limit - TIE ? Math.exp(atFar) : 0);
  const pValue = Math.min(1, tails);
  return { pValue, midP: Math.max(0, pValue - ties / 2) };
}

/** The first x of a range from which on `holds` is true; null where it never is. */
function firstFrom(from: number, to: number, holds: (x: number) => boolean): number | null {
  if (from > to || !holds(to)) return null;
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function lastUpTo(from: number, to: number, holds: (x: number) => boolean): number | null {
  const mirrored = firstFrom(-to, -from, (x) => holds(-x));
  return mirrored === null ? null : -mirrored;
}
