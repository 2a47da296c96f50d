/**
 * An address as it stands in running text. Its parts are bounded, and the lookbehind begins it at the beginning of a
 * word: a long word without an `@` is gone through once.
 */
const ADDRESS =
  /(?<![\p{L}\p{N}.!#$%&*+/=?^_{|}~'-])[\p{L}\p{N}.!#$%&*+/=?^_{|}~'-]{1,128}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])?/gu;

/** The addresses in a text, each once, in lower case, in the order in which they stand. */
export function addressesIn(text: string): string[] {
  const found = text.match(ADDRESS) ?? [];
  return [...new Set(found.map((address) => address.replace(/^['=*]+/, '').toLowerCase()))];
}
