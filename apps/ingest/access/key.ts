import { createHash, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * A key reads `crest_live_{id}_{secret}{checksum}`, all in base 36: an id of 13 digits to find it by, 50 digits that
 * hold 256 random bits, and 7 digits of CRC-32, so that a mistyped key or a scanner's find is told without a store.
 */
const FORM = /^crest_(?:live|sandbox)_([0-9a-z]{13})_[0-9a-z]{50}([0-9a-z]{7})$/;

export interface Key {
  readonly id: string;
  readonly text: string;
}

/** Makes a key from 40 random bytes. */
export function makeKey(mode: 'live' | 'sandbox', random: Uint8Array): Key {
  if (random.length !== 40) throw new RangeError(`a key takes 40 random bytes, not ${random.length}`);
  const id = base36(random.subarray(0, 8), 13);
  const start = `crest_${mode}_${id}_${base36(random.subarray(8), 50)}`;
  return { id, text: start + checksum(start) };
}

/** The id in a key, or null when it is not a whole key. */
export function readKeyId(text: string): string | null {
  const [, id, sum] = FORM.exec(text) ?? [];
  return id !== undefined && sum === checksum(text.slice(0, -7)) ? id : null;
}

export function hashKey(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Whether a key is the one of this hash; takes the same time for all keys. */
export function isKeyOf(text: string, hash: Uint8Array): boolean {
  const own = hashKey(text);
  return own.length === hash.length && timingSafeEqual(own, hash);
}

function base36(bytes: Uint8Array, digits: number): string {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    .toString(36)
    .padStart(digits, '0');
}

function checksum(text: string): string {
  return crc32(text).toString(36).padStart(7, '0');
}
