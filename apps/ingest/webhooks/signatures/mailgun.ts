import { createHmac } from 'node:crypto';
import type { Instant } from '#engine';
import { sameText } from './same-text.ts';
import { isTimely, type Verdict } from './verdict.ts';

export interface MailgunSignature {
  readonly timestamp: string;
  readonly token: string;
  readonly signature: string;
}

/** It tries for 8 hours, and does not say whether it signs again. */
const LONGEST = 25 * 3_600_000;

/** HMAC-SHA-256 of the time and a token. It covers nothing of the event, so that a token is good for one event alone. */
export function checkMailgun(given: MailgunSignature | null, keys: readonly string[], now: Instant): Verdict {
  if (given === null) return 'missing';
  const { timestamp, token, signature } = given;
  const isRight = keys.some((key) =>
    sameText(
      signature,
      createHmac('sha256', key)
        .update(timestamp + token)
        .digest('hex'),
    ),
  );
  if (!isRight) return 'wrong';
  return isTimely(timestamp, now, LONGEST) ? 'valid' : 'untimely';
}

/** The signature in a payload: a block of its own, or fields of a form, of which the last ones are Mailgun's. */
export function mailgunSignature(payload: unknown): MailgunSignature | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const block: object =
    'signature' in payload && typeof payload.signature === 'object' && !Array.isArray(payload.signature)
      ? (payload.signature ?? {})
      : payload;
  const found = new Map(Object.entries(block).map(([name, value]) => [name, [value].flat().at(-1)]));
  const [timestamp, token, signature] = ['timestamp', 'token', 'signature'].map((name) => found.get(name));
  if (typeof token !== 'string' || typeof signature !== 'string') return null;
  if (typeof timestamp !== 'string' && typeof timestamp !== 'number') return null;
  return { timestamp: String(timestamp), token, signature };
}
