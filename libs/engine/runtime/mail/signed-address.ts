import { fromBase32, toBase32 } from './base-32.ts';
import type { TouchTokens } from './touch-token.ts';

/** What comes to such an address: an answer to a mail, or the news that it could not be delivered. */
export type AddressPurpose = 'reply' | 'bounce';

const PREFIX: Readonly<Record<AddressPurpose, string>> = { reply: 'r', bounce: 'b' };
const SIGNED = /^([rb])\+([a-z2-7]{52})@/i;

/**
 * The address of a domain that names a touch: `r+TOKEN@domain`. On their way, programs write addresses in one case, so
 * the token is in base 32; at 54 letters it is within the 64 that a local part may have.
 */
export function signedAddress(
  tokens: TouchTokens,
  purpose: AddressPurpose,
  intentId: string,
  domain: string,
): string {
  const token = Buffer.from(tokens.make(purpose, intentId), 'base64url');
  return `${PREFIX[purpose]}+${toBase32(token)}@${domain}`;
}

/** The touch that an address names; null where this installation did not make it. Of whatever domain: the token says it all. */
export function readSignedAddress(
  tokens: TouchTokens,
  address: string,
): { readonly purpose: AddressPurpose; readonly intentId: string } | null {
  const [, prefix = '', text = ''] = SIGNED.exec(address.trim()) ?? [];
  const bytes = fromBase32(text);
  if (bytes === null) return null;
  const purpose = prefix.toLowerCase() === 'r' ? 'reply' : 'bounce';
  const found = tokens.read(purpose, bytes.toString('base64url'));
  return found && { purpose, intentId: found.intentId };
}
