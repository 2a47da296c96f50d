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
  const bytes = fromBase32(text.toLowerCase());
  if (bytes === null) return null;
  const purpose = prefix.toLowerCase() === 'r' ? 'reply' : 'bounce';
  const found = tokens.read(purpose, bytes.toString('base64url'));
  return found && { purpose, intentId: found.intentId };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += LETTERS[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + LETTERS[(held << (5 - bits)) & 31] : text;
}

/** Null for what no bytes are written as: other letters, and bits beyond the last byte. */
function fromBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  return held === 0 && bytes.length > 0 ? Buffer.from(bytes) : null;
}
