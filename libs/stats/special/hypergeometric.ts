import { logBinomialPmf } from './binomial.ts';

/**
 * The margins of two arms: `drawn` successes fall on `others` + `own` trials. X is how many fall on the `own` ones; under
 * equal rates it is hypergeometric, under an odds ratio it is Fisher's noncentral hypergeometric.
 */
export interface Margins {
  readonly others: number;
  readonly own: number;
  readonly drawn: number;
}

/** The fewest and the most of X. */
export function supportOf({ others, own, drawn }: Margins): { least: number; most: number } {
  return { least: Math.max(0, drawn - others), most: Math.min(drawn, own) };
}

/** The most likely X under equal rates. */
export function modeOf(margins: Margins): number {
  const { others, own, drawn } = margins;
  const { least, most } = supportOf(margins);
  const mode = Math.floor(((drawn + 1) * (own + 1)) / (others + own + 2));
  return Math.min(most, Math.max(least, mode));
}

/** log P(X = x) under equal rates, by three binomial probabilities (Loader 2000): as accurate in the tails. */
export function logHypergeometricPmf(x: number, { others, own, drawn }: Margins): number {
  const all = others + own;
  if (drawn === 0 || drawn === all) return 0;
  const p = drawn / all;
  const q = (all - drawn) / all;
  return (
    logBinomialPmf(x, own, p, q) + logBinomialPmf(drawn - x, others, p, q) - logBinomialPmf(drawn, all, p, q)
  );
}

/** P(X = x + 1) / P(X = x) under equal rates. */
const rise = (x: number, { others, own, drawn }: Margins): number =>
  ((own - x) * (drawn - x)) / ((x + 1) * (others - drawn + x + 1));

/** P(X >= x) under equal rates. */
export function hypergeometricUpper(x: number, margins: Margins): number {
  const { least, most } = supportOf(margins);
  if (x <= least) return 1;
  if (x > most) return 0;
  // Summed away from the mode, where the terms fall; the other side is its complement.
  if (x <= modeOf(margins)) return Math.max(0, 1 - hypergeometricLower(x - 1, margins));
  return Math.exp(logHypergeometricPmf(x, margins)) * sumAbove(x, margins, 1).sum;
}

/** P(X <= x) under equal rates. */
export function hypergeometricLower(x: number, margins: Margins): number {
  const { least, most } = supportOf(margins);
  if (x >= most) return 1;
  if (x < least) return 0;
  if (x >= modeOf(margins)) return Math.max(0, 1 - hypergeometricUpper(x + 1, margins));
  return Math.exp(logHypergeometricPmf(x, margins)) * (1 + sumBelow(x, margins, 1).sum);
}

/** A sum over outcomes on one side of x, relative to P(X = x). */
export interface SideSum {
  sum: number;
  /** The same with each outcome's distance from x as a factor. */
  distance: number;
}

/** Over X >= x (x included), `odds`: the odds ratio of the own trials. May be infinite where x is nearly impossible. */
export function sumAbove(x: number, margins: Margins, odds: number): SideSum {
  const { most } = supportOf(margins);
  const up = { sum: 1, distance: 0 };
  for (let at = x, term = 1; at < most && isMaterial(term, up.sum); at++) {
    term *= rise(at, margins) * odds;
    up.sum += term;
    up.distance += term * (at + 1 - x);
  }
  return up;
}

/** Over X < x. */
export function sumBelow(x: number, margins: Margins, odds: number): SideSum {
  const { least } = supportOf(margins);
  const down = { sum: 0, distance: 0 };
  for (let at = x, term = 1; at > least && isMaterial(term, down.sum); at--) {
    term /= rise(at - 1, margins) * odds;
    down.sum += term;
    down.distance += term * (x - at + 1);
  }
  return down;
}

const isMaterial = (term: number, sum: number): boolean =>
  term > sum * 1e-18 && term < Number.POSITIVE_INFINITY;
