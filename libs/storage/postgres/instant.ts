/** Epoch milliseconds as a `timestamptz` parameter, where the statement alone does not tell Postgres the type. */
export const instant = (ms: number): Date => new Date(ms);

/** `2026-01-05 08:00:00.25+00` (Postgres, session in UTC) to epoch milliseconds; microseconds are cut. */
export function parseInstant(text: string): number {
  const ms = Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  if (Number.isNaN(ms)) throw new RangeError(`"${text}" is not a timestamptz that fits epoch milliseconds.`);
  return ms;
}
