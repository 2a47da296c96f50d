import { findRoot } from '../special/find-root.ts';

/** Both score statistics vanish at the estimate itself: the search begins this far from it. */
const ASIDE = 1e-12;

/**
 * The end of a score interval: the θ beyond `start`, on the way to `limit`, where `surplus` (below 0 for the values that are
 * not rejected) becomes positive. `start` is the estimate or, where that is infinite, any value.
 */
export function scoreBound(surplus: (theta: number) => number, start: number, limit: number): number {
  const sign = limit > start ? 1 : -1;
  let near = start + sign * ASIDE * Math.max(1, Math.abs(start));
  if (Number.isFinite(limit)) {
    return surplus(near) >= 0 ? near : findRoot(surplus, near, limit);
  }
  for (let back = 1; surplus(near) >= 0; back *= 2) near -= sign * back;
  let reach = 1;
  while (surplus(near + sign * reach) <= 0) reach *= 2;
  return findRoot(surplus, near, near + sign * reach);
}
