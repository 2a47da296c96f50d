import type { Instant } from '#engine';

/** What a signature says of a call: made by who holds the secret and just now, or why not. */
export type Verdict = 'valid' | 'missing' | 'wrong' | 'untimely';

/** A call as it came, its headers by lower-case names. */
export interface SignedCall {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly now: Instant;
}

/** Clocks of providers may be this much ahead of ours. */
const SKEW = 5 * 60_000;

/** Does a signed time, in seconds since 1970, lie no longer ago than this, and not ahead? */
export function isTimely(seconds: string, now: Instant, longest: number): boolean {
  if (!/^\d{1,12}$/.test(seconds)) return false;
  const at = Number(seconds) * 1000;
  return at >= now - longest && at <= now + SKEW;
}
