import { z } from 'zod';
import type { MailResult } from '../mailer.ts';
import { codesOf, readFailure } from './failure.ts';
import type { Answer } from './http-mailer.ts';

/** Errors of `fetch` that come before a byte of the request was written. */
const BEFORE_WRITING = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'EPROTO'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_SSL_WRONG_VERSION_NUMBER'],
]);

/** What it means that there was no answer. An error that is not the connection's is thrown on. */
export function meaningOfFailure(error: unknown): MailResult {
  if (readFailure(error)?.name === 'TimeoutError') {
    return { kind: 'unknown', reason: 'timeout', detail: 'The provider did not answer in time.' };
  }
  const codes = codesOf(error);
  const [code] = codes;
  if (code === undefined) throw error;
  if (codes.some((one) => BEFORE_WRITING.has(one))) {
    return providerAway(`The provider is not reached (${code}).`, null);
  }
  return { kind: 'unknown', reason: 'connection-lost', detail: `The connection was lost (${code}).` };
}

/** What a status means where the provider's own words say no more. */
export function meaningOfStatus({ status, headers, text, json }: Answer): MailResult {
  const detail = `${status} ${wordsOf(json) ?? text}`.trim().slice(0, 500);
  const retryAfterMs = retryAfter(headers);
  if (status === 429)
    return { kind: 'deferred', of: 'provider', reason: 'rate-limited', detail, retryAfterMs };
  // 503 says that the request was not taken on; after another 5xx it may have been.
  if ([408, 409, 425, 503].includes(status)) return providerAway(detail, retryAfterMs);
  if (status >= 500) return { kind: 'unknown', reason: 'server-error', detail };
  if (status === 400 || status === 413 || status === 422)
    return { kind: 'rejected', reason: 'refused', detail };
  if (status >= 300) return refusesUs(detail);
  return { kind: 'unknown', reason: 'answer-unreadable', detail };
}

/** The account, the key or the address of the API is wrong: no mail is taken until somebody mends that. */
export function refusesUs(detail: string): MailResult {
  return { kind: 'deferred', of: 'provider', reason: 'provider-refuses-us', detail, retryAfterMs: null };
}

export function badAddress(detail: string): MailResult {
  return { kind: 'rejected', reason: 'bad-address', detail };
}

function providerAway(detail: string, retryAfterMs: number | null): MailResult {
  return { kind: 'deferred', of: 'provider', reason: 'provider-away', detail, retryAfterMs };
}

/** How long a provider asks to wait: `Retry-After` in seconds or as a date, or the time its limit starts anew. */
function retryAfter(headers: Headers): number | null {
  const after = headers.get('retry-after');
  if (after !== null && /^\d{1,9}$/.test(after)) return Number(after) * 1000;
  const answeredAt = Date.parse(headers.get('date') ?? '');
  const reset = headers.get('x-ratelimit-reset');
  const until = after !== null ? Date.parse(after) : Number(reset ?? Number.NaN) * 1000;
  const wait = until - answeredAt;
  return Number.isFinite(wait) && wait >= 0 ? Math.max(1000, wait) : null;
}

const said = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ Message: z.string() }).transform(({ Message }) => Message),
  z
    .object({ errors: z.array(z.object({ message: z.string() })).min(1) })
    .transform(({ errors }) => errors.map(({ message }) => message).join('; ')),
]);

function wordsOf(json: unknown): string | undefined {
  return said.safeParse(json).data;
}
