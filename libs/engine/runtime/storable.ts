// How JSON writes NUL and half of a surrogate pair; a backslash before it would make it plain text.
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/**
 * Can Postgres store every text in this value? It takes no NUL and no half of a surrogate pair, and refuses the whole
 * statement for one, with all the rows beside it.
 */
export function isStorable(value: unknown): boolean {
  return !UNSTORABLE.test(JSON.stringify(value) ?? '');
}

export const UNSTORABLE_TEXT = 'a text holds a NUL character or half of a surrogate pair';
