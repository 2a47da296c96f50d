import { createHmac } from 'node:crypto';
import { sameText } from './same-text.ts';
import type { SignedCall, Verdict } from './verdict.ts';

/** HMAC-SHA-256 of the bytes of the body in hex, in one header. It has no time: what comes twice counts once. */
export function checkBodyHmac(
  { headers, body }: SignedCall,
  header: string,
  secrets: readonly string[],
): Verdict {
  const given = headers[header];
  if (!given) return 'missing';
  const isRight = secrets.some((secret) =>
    sameText(given.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex')),
  );
  return isRight ? 'valid' : 'wrong';
}
