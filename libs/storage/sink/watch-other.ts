import type { Sql } from '../postgres/open-postgres.ts';
import type { SinkId } from './cursor.ts';

const LOOK_EVERY_MS = 100;
/** Longer than a batch takes, or each would take the partitions from the other in the middle of one. */
const PATIENCE_MS = 3_000;

export interface Watch {
  /** Up to where the partitions are to be carried; those that are not asked for are missing. */
  readonly upTo: ReadonlyMap<number, number>;
  /** Which reading of the log this sink was at; another one means that it was told to read again. */
  readonly reading: number;
  /** The log has given this sink other partitions. */
  readonly isOver: () => boolean;
  readonly rest: (ms: number) => Promise<void>;
}

/**
 * Watches the sink that has taken the partitions carry them. True once they stand where they are to be; false where
 * nothing has moved for a while, or nobody has taken them: then it is this sink's turn again. Index: sink_cursor_pkey.
 */
export async function watchOther(
  sql: Sql,
  { sink, logId }: SinkId,
  { upTo, reading, isOver, rest }: Watch,
): Promise<boolean> {
  let moved = -1;
  for (let still = 0; still < PATIENCE_MS && !isOver(); still += LOOK_EVERY_MS) {
    const cursors = await sql<{ part: number; committed: number; reading: number }[]>`
      select part::int, committed, reading from sink_cursor
      where sink = ${sink} and log_id = ${logId} and part = any(${[...upTo.keys()]}::smallint[])`;
    if (cursors.some((cursor) => cursor.reading !== reading)) return false;
    if (cursors.every(({ part, committed }) => committed >= (upTo.get(part) ?? 0))) return true;
    const sum = cursors.reduce((all, { committed }) => all + committed, 0);
    if (sum !== moved) still = 0;
    moved = sum;
    await rest(LOOK_EVERY_MS);
  }
  return false;
}
