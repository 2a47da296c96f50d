import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { Instant } from '#engine';
import type { Verdict } from './verdict.ts';

/** What Amazon SNS puts around a message. */
export type SnsEnvelope = Readonly<Record<string, unknown>>;

const HOST = /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?$/;
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    ...['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  ],
  UnsubscribeConfirmation: [
    ...['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  ],
} as const;
const DIGESTS: Readonly<Record<string, string>> = { '1': 'sha1', '2': 'sha256' };

/** It tries for an hour; a topic may be set to try for longer. */
const LONGEST = 25 * 3_600_000;
const SKEW = 15 * 60_000;

/** RSA of the fields of the envelope by their names, under the key of a certificate of Amazon's. */
export function checkSns(envelope: SnsEnvelope, key: KeyObject, now: Instant): Verdict {
  const text = signedText(envelope);
  const digest = DIGESTS[String(envelope.SignatureVersion)];
  if (text === null || digest === undefined || typeof envelope.Signature !== 'string') return 'wrong';
  if (!verify(digest, Buffer.from(text), key, Buffer.from(envelope.Signature, 'base64'))) return 'wrong';
  const at = Date.parse(String(envelope.Timestamp));
  return at >= now - LONGEST && at <= now + SKEW ? 'valid' : 'untimely';
}

/** What was signed; null where a field is missing, or it is of no known type. */
function signedText(envelope: SnsEnvelope): string | null {
  const { Type: type } = envelope;
  if (!isKnown(type)) return null;
  let text = '';
  for (const name of SIGNED[type]) {
    const value = envelope[name];
    if (name === 'Subject' && (value === undefined || value === null)) continue;
    if (typeof value !== 'string') return null;
    text += `${name}\n${value}\n`;
  }
  return text;
}

const isKnown = (type: unknown): type is keyof typeof SIGNED => typeof type === 'string' && type in SIGNED;

/** An address at Amazon SNS, over TLS; null for any other, to which nothing of us may go. */
export function snsAddress(text: unknown): URL | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.port === '' && url.username === '' && url.password === '';
  return url.protocol === 'https:' && HOST.test(url.hostname) && isPlain ? url : null;
}

/** How Amazon names them. Its API lies at the same host, and repeats in what it answers what it is asked with. */
const CERTIFICATE = /^\/SimpleNotificationService-[\w-]+\.pem$/;

/** Where the certificate of an envelope lies, if Amazon SNS has it: a file of its own, and never an answer of its API. */
export function certificateAddress(envelope: SnsEnvelope): URL | null {
  const url = snsAddress(envelope.SigningCertURL ?? envelope.SigningCertUrl);
  return url !== null && url.search === '' && CERTIFICATE.test(url.pathname) ? url : null;
}

/** The key of a certificate in PEM; null where it is none. */
export function keyOfCertificate(pem: string): KeyObject | null {
  try {
    const { publicKey } = new X509Certificate(pem);
    return publicKey.asymmetricKeyType === 'rsa' ? publicKey : null;
  } catch {
    return null; // OpenSSL says in its own way that it is no certificate.
  }
}
