import { isDeepStrictEqual } from 'node:util';

/** A line for each expected field that was read otherwise; what nobody expects is not compared. */
export function differencesOf(
  expected: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
  at = '',
): string[] {
  return Object.entries(expected).flatMap(([field, value]) =>
    isDeepStrictEqual(value, got[field])
      ? []
      : [`${at}${field}: expected ${JSON.stringify(value)}, got ${JSON.stringify(got[field]) ?? 'nothing'}`],
  );
}
