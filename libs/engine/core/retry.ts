import { uniform } from './draw.ts';
import type { Instant } from './sequence.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After so many deferrals of its own a mail is given up: over about 17 hours. */
export const MOST_DEFERRALS = 10;
/** How long a provider that drops or finds repeats is asked again about the same mail; Resend remembers a key for 24 hours. */
export const REPEATS_WITHIN = 24 * HOUR;
/** Before a provider is asked whether it has a mail: its search lags behind what it took. */
export const SETTLES_AFTER = 15 * MINUTE;
/** A mail of which nobody knows whether it was taken counts as sent from then on. */
export const ASSUMED_AFTER = 72 * HOUR;

const FIRST = 5 * MINUTE;
const LONGEST = 4 * HOUR;

/**
 * When is a mail tried again that was deferred for the `deferral`th time (from 1) at `now`? Five minutes later, then
 * twice as long each time, at most four hours, a quarter more or less by a hash of the intent, so that what was deferred
 * together does not come back together. Never before the provider asked for.
 */
export function retryAt(
  intentId: string,
  deferral: number,
  now: Instant,
  retryAfterMs: number | null,
): Instant {
  const wait = Math.min(LONGEST, FIRST * 2 ** (deferral - 1));
  const jitter = 0.75 + 0.5 * uniform(`retry:${intentId}:${deferral}`);
  return now + Math.max(Math.round(wait * jitter), retryAfterMs ?? 0);
}
