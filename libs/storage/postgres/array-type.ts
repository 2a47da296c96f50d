/** How a value is written into an array and read from it. */
interface Element<T> {
  readonly serialize: (value: T) => string;
  readonly parse: (text: string) => unknown;
}

/** The client's entry for the arrays of one type. What is a text already (`plainArray`) goes in as it is. */
export function arrayType<T>(oid: number, { serialize, parse }: Element<T>) {
  return {
    to: oid,
    from: [oid],
    serialize: (values: readonly (T | null)[] | string) =>
      typeof values === 'string' ? values : `{${values.map((value) => quoted(value, serialize)).join()}}`,
    parse: (text: string) => readArray(text).map((value) => (value === null ? null : parse(value))),
  };
}

function quoted<T>(value: T | null, serialize: (value: T) => string): string {
  if (value === null) return 'null';
  if (value === undefined)
    throw new TypeError('A PostgreSQL array takes no undefined; null is what it knows.');
  return `"${serialize(value).replace(/["\\]/g, '\\$&')}"`;
}

/** The values of an array of one dimension, as PostgreSQL writes it. */
function readArray(text: string): (string | null)[] {
  const values: (string | null)[] = [];
  // A quoted value, in which a backslash precedes what would end it, or one without quotes, where null is null.
  for (const [, inQuotes, bare] of text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/gs)) {
    values.push(
      bare === undefined ? (inQuotes ?? '').replace(/\\(.)/gs, '$1') : bare === 'NULL' ? null : bare,
    );
  }
  return values;
}
