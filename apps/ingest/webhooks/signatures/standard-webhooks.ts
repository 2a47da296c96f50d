import { createHmac } from 'node:crypto';
import { sameText } from './same-text.ts';
import { isTimely, type SignedCall, type Verdict } from './verdict.ts';

/** Each attempt is signed anew. */
const LONGEST = 5 * 60_000;

/**
 * Standard Webhooks, as Svix signs for Resend: HMAC-SHA-256 of `id.time.body`. While a secret is being changed there are
 * several signatures in the header, and several secrets here.
 */
export function checkStandardWebhooks(
  { headers, body, now }: SignedCall,
  secrets: readonly Uint8Array[],
): Verdict {
  const field = (name: string) => headers[`svix-${name}`] ?? headers[`webhook-${name}`] ?? '';
  const [id, timestamp, given] = [field('id'), field('timestamp'), field('signature')];
  if (id === '' || timestamp === '' || given === '') return 'missing';
  const signatures = given.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []));
  const isRight = secrets.some((secret) => {
    const hmac = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
    return signatures.some((signature) => sameText(signature, hmac));
  });
  if (!isRight) return 'wrong';
  return isTimely(timestamp, now, LONGEST) ? 'valid' : 'untimely';
}

/** The bytes of a secret such as `whsec_MfKQ9r8G…`; null where it is none. */
export function standardWebhooksSecret(text: string): Uint8Array | null {
  const base64 = text.replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/.test(base64)) return null;
  return Buffer.from(base64, 'base64');
}
