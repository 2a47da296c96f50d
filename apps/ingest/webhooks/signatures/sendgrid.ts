import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isTimely, type SignedCall, type Verdict } from './verdict.ts';

const SIGNATURE = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';

/** It tries for 24 hours, and does not say whether it signs again. What comes twice counts once in any case. */
const LONGEST = 25 * 3_600_000;

/** ECDSA over P-256 and SHA-256, of the time and the bytes of the body, the line break at their end included. */
export function checkSendgrid({ headers, body, now }: SignedCall, publicKeys: readonly KeyObject[]): Verdict {
  const { [SIGNATURE]: signature, [TIMESTAMP]: timestamp } = headers;
  if (!signature || !timestamp) return 'missing';
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  const bytes = Buffer.from(signature, 'base64');
  if (!publicKeys.some((key) => verify('sha256', signed, key, bytes))) return 'wrong';
  return isTimely(timestamp, now, LONGEST) ? 'valid' : 'untimely';
}

/** The verification key as SendGrid shows it, in base 64; null where it is none. */
export function sendgridKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? key : null;
  } catch {
    return null; // OpenSSL says in its own way that it is no key.
  }
}
