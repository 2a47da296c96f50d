import { type Instant, MOST_DEFERRALS, REPEATS_WITHIN, retryAt, SETTLES_AFTER } from '#engine';
import type { MailResult, Repeats } from './mailer.ts';

/** What an intent has behind it when it is handed over. */
export interface Attempted {
  readonly intentId: string;
  /** How often the mail itself was deferred. */
  readonly deferrals: number;
  /** The attempt of which nobody knows whether the mail was taken. */
  readonly unsureSince: Instant | null;
}

/** What becomes of an intent after an attempt. */
export type Verdict =
  /** `at` is when it was taken, the earlier attempt where that may have been it. */
  | { readonly kind: 'sent'; readonly at: Instant }
  /** To be tried again; `deferral` counts those that the mail itself gave rise to. */
  | {
      readonly kind: 'again';
      readonly at: Instant;
      readonly deferral: number | null;
      readonly unsureSince: Instant | null;
      readonly reason: string;
    }
  /** Never tried again; a webhook may still say that it was taken. */
  | { readonly kind: 'unknown'; readonly unsureSince: Instant; readonly reason: string }
  /** The address takes no mail: a hard bounce. */
  | { readonly kind: 'bounced'; readonly reason: string }
  /** The mail was not taken and will not be. */
  | { readonly kind: 'failed'; readonly reason: 'mail-refused' | 'not-delivered' };

/** Not in the run that found out: the mailer says when the provider is asked again. */
const NEXT_RUN = 1;

/**
 * What becomes of an intent, given what the provider said at `now`. A mail whose fate is open is handed over again only
 * to a provider that drops or finds repeats, and only while it does; what a provider says of all mail costs no attempt.
 */
export function verdictOf(
  result: MailResult,
  { intentId, deferrals, unsureSince }: Attempted,
  repeats: Repeats,
  now: Instant,
): Verdict {
  switch (result.kind) {
    case 'accepted':
      return { kind: 'sent', at: unsureSince ?? now };
    case 'rejected':
      if (result.reason === 'bad-address') return { kind: 'bounced', reason: result.reason };
      return { kind: 'failed', reason: 'mail-refused' };
    case 'unknown':
      return open(unsureSince ?? now, repeats, now, result.reason);
    case 'deferred': {
      const { reason } = result;
      if (result.of === 'provider') {
        if (unsureSince !== null) return open(unsureSince, repeats, now, reason);
        return { kind: 'again', at: now + NEXT_RUN, deferral: null, unsureSince, reason };
      }
      const deferral = deferrals + 1;
      const at = retryAt(intentId, deferral, now, result.retryAfterMs);
      if (unsureSince !== null && !mayRepeat(unsureSince, repeats, at)) {
        return { kind: 'unknown', unsureSince, reason };
      }
      if (deferral > MOST_DEFERRALS) return { kind: 'failed', reason: 'not-delivered' };
      return { kind: 'again', at, deferral, unsureSince, reason };
    }
  }
}

function open(unsureSince: Instant, repeats: Repeats, now: Instant, reason: string): Verdict {
  if (!mayRepeat(unsureSince, repeats, now)) return { kind: 'unknown', unsureSince, reason };
  const at = now + (repeats === 'lookup' ? SETTLES_AFTER : NEXT_RUN);
  return { kind: 'again', at, deferral: null, unsureSince, reason };
}

/** Whether a mail that may have been taken can be handed over again without being sent twice. */
export function mayRepeat(unsureSince: Instant, repeats: Repeats, now: Instant): boolean {
  return repeats !== 'blind' && now - unsureSince < REPEATS_WITHIN;
}

/** When a mail whose sender died is handed over again; null: never. */
export function repeatAt(repeats: Repeats, now: Instant): Instant | null {
  if (repeats === 'blind') return null;
  return repeats === 'lookup' ? now + SETTLES_AFTER : now;
}
