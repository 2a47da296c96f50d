import { readAddress } from './address.ts';
import { fromBase32, toBase32 } from './base-32.ts';
import type { TouchTokens } from './touch-token.ts';

/** What a Message-ID of ours says. */
export interface OwnMessageId {
  readonly intentId: string;
  /** What the mail was from, in lower case. */
  readonly domain: string;
  /** Whether this installation wrote it. One without a signature, as earlier versions wrote them, anybody can work out. */
  readonly isSigned: boolean;
}

const ID_BYTES = 16;
const OWN =
  /^<?([0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})(?:\.([a-z2-7]{26}))?@([^@<>]*)>?$/i;

/**
 * The Message-ID of an intent's mail, `<INTENT.SIGNATURE@domain>`: it follows from the intent and the domain that the mail
 * is from, so one that is handed over again has it again, and can be written by this installation alone. The signature is
 * in base 32, since some servers change the case of ids; at 63 letters it is within the 64 of a local part.
 */
export function messageId(tokens: TouchTokens, intentId: string, from: string): string {
  const address = readAddress(from)?.address ?? from;
  const token = Buffer.from(tokens.make('message', intentId), 'base64url');
  const signature = toBase32(token.subarray(ID_BYTES));
  return `<${intentId}.${signature}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}

/** What a Message-ID says where it is one of ours, with or without brackets; null for any other, and for one changed. */
export function readMessageId(tokens: TouchTokens, text: string): OwnMessageId | null {
  const [, id, signature, domain] = OWN.exec(text) ?? [];
  if (id === undefined || domain === undefined) return null;
  const named = { intentId: id.toLowerCase(), domain: domain.toLowerCase() };
  if (signature === undefined) return { ...named, isSigned: false };
  const bytes = fromBase32(signature);
  if (bytes === null) return null;
  const token = Buffer.concat([Buffer.from(named.intentId.replaceAll('-', ''), 'hex'), bytes]);
  return tokens.read('message', token.toString('base64url')) && { ...named, isSigned: true };
}
