import type { Instant } from '../sequence.ts';

/** At most `max` emails to one contact within any `per` milliseconds. */
export interface Cap {
  readonly max: number;
  readonly per: number;
}

/**
 * The first instant, from `now` on, at which one more email breaks none of the caps, after those that were sent at
 * `sent` (in any order). A window is half open: what was sent exactly `per` ago is outside it.
 */
export function capsAllowAt(caps: readonly Cap[], sent: readonly Instant[], now: Instant): Instant {
  if (caps.length === 0 || sent.length === 0) return now;
  const latestFirst = sent.toSorted((left, right) => right - left);
  return caps.reduce((ready, { max, per }) => {
    const leaves = latestFirst[max - 1];
    return leaves === undefined ? ready : Math.max(ready, leaves + per);
  }, now);
}

/** How far back the caps look, and how many emails of one contact they can ask about. */
export function capsLookBack(caps: readonly Cap[]): { readonly span: number; readonly most: number } {
  return {
    span: caps.reduce((span, { per }) => Math.max(span, per), 0),
    most: caps.reduce((most, { max }) => Math.max(most, max), 0),
  };
}
