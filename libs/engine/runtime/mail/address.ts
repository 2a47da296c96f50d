/** A mail address and the name beside it; the name is empty where there is none. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

/** One mailbox and nothing else: no list, no group, no comment, nothing quoted. Letters of all scripts. */
const MAILBOX = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u;

/** Whether a text is one bare mail address, so that it cannot name a second recipient. */
export function isAddress(text: string): boolean {
  return MAILBOX.test(text) && !text.includes('..') && !/(^|@)\.|\.(@|$)/.test(text);
}

/** Reads `ada@example.com`, `Ada <ada@example.com>` or `"Lovelace, Ada" <ada@example.com>`; null where it is none. */
export function readAddress(text: string): Address | null {
  const named = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<>@,;:]*?))\s*<([^<>]+)>\s*$/.exec(text);
  const name = named ? (named[1]?.replace(/\\(.)/g, '$1') ?? named[2] ?? '').trim() : '';
  const address = (named?.[3] ?? text).trim();
  return isAddress(address) && !/\p{Cc}/u.test(name) ? { name, address } : null;
}

/** Writes an address as a header does, the name quoted where it needs to be. */
export function writeAddress({ name, address }: Address): string {
  if (name === '') return address;
  const plain = /^[\p{L}\p{N} !#$%&'*+/=?^_`{|}~-]+$/u.test(name);
  return `${plain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}
