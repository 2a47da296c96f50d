/**
 * The text of a Postgres array of numbers, ids, times or words: values that need no quotes. The client asks of each value
 * what type it has and whether it must be escaped; 16 columns of 500 rows take it 5 ms, and this 1 ms.
 */
export const plainArray = (values: readonly (number | string | boolean | null)[]): string =>
  `{${values.map((value) => value ?? 'null').join()}}`;

/** A Postgres array of texts, most of which are null: where all are, the client need not look through them. */
export const sparseArray = (texts: readonly (string | null)[]): readonly (string | null)[] | string =>
  texts.some((text) => text !== null) ? texts : plainArray(texts);
