import type { Sql } from '../postgres/open-postgres.ts';
import type { SinkId } from './cursor.ts';

/** Are these cursors still held under these epochs? Index: sink_cursor_pkey. */
export async function holdsCursors(
  sql: Sql,
  { sink, logId }: SinkId,
  epochs: ReadonlyMap<number, number>,
): Promise<boolean> {
  const rows = await sql<{ part: number; epoch: number }[]>`
    select part, epoch from sink_cursor where sink = ${sink} and log_id = ${logId}`;
  const now = new Map(rows.map(({ part, epoch }) => [part, epoch]));
  return [...epochs].every(([part, epoch]) => now.get(part) === epoch);
}
