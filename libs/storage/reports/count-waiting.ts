import type { Sql } from '../postgres/open-postgres.ts';

/**
 * How many active enrollments of a version have each step next, by the step's index in the file; those that have all
 * steps behind them stand at the number of steps. Reads all enrollments.
 */
export async function countWaiting(
  sql: Sql,
  sequenceId: number,
  version: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ cursor: number; waiting: number }[]>`
    select cursor, count(*) as waiting from enrollment
    where sequence_id = ${sequenceId} and version = ${version} and state = 'active'
    group by cursor`;
  return new Map(rows.map(({ cursor, waiting }) => [cursor, waiting]));
}
