/** A distribution over whole numbers with one peak. */
export interface Unimodal {
  readonly least: number;
  readonly most: number;
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
 * The far tail begins where the search by halving finds the first such outcome beyond the mode.
 */
export function minimumLikelihood(distribution: Unimodal, observed: number): ExactTwoSided {
  const { least, most, mode } = distribution;
  const limit = distribution.log(observed);
  const rare = (x: number) => distribution.log(x) <= limit + TIE;
  const isLow = observed <= mode;
  const far = isLow ? firstFrom(mode + 1, most, rare) : lastUpTo(least, mode, rare);
  const tails = isLow
    ? distribution.lower(observed) + (far === null ? 0 : distribution.upper(far))
    : distribution.upper(observed) + (far === null ? 0 : distribution.lower(far));
  const isTied = far !== null && distribution.log(far) >= limit - TIE;
  const ties = Math.exp(limit) + (isTied ? Math.exp(distribution.log(far)) : 0);
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
