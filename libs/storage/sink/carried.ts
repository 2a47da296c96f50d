import type { EventLog } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { SINK } from './sink.ts';

/**
 * Answers a question to be asked until it is true: is everything that was logged before now in ClickHouse, whichever
 * processes carry it? First the outbox must be behind the relay, then the log behind the sink.
 * Indexes: log_head_pkey, relay_cursor_pkey, sink_cursor_pkey.
 */
export async function carriedSoFar({
  sql,
  log,
}: {
  sql: Sql;
  log: Pick<EventLog, 'id' | 'heads' | 'isOutbox'>;
}): Promise<() => Promise<boolean>> {
  const outbox = await sql<{ part: number; next: number }[]>`select part, next from log_head`;
  let heads: readonly number[] | null = null;
  return async () => {
    heads ??= log.isOutbox || (await isRelayed(sql, log.id, outbox)) ? await log.heads() : null;
    return heads !== null && (await isSunk(sql, log.id, heads));
  };
}

async function isRelayed(
  sql: Sql,
  logId: string,
  outbox: readonly { readonly part: number; readonly next: number }[],
): Promise<boolean> {
  const cursors = await sql<{ part: number; next: number }[]>`
    select part, next from relay_cursor where log_id = ${logId}`;
  const relayed = new Map(cursors.map(({ part, next }) => [part, next]));
  // Without cursors no relay has begun.
  return outbox.every(({ part, next }) => (relayed.get(part) ?? 0) >= next);
}

async function isSunk(sql: Sql, logId: string, heads: readonly number[]): Promise<boolean> {
  const cursors = await sql<{ part: number; committed: number }[]>`
    select part, committed from sink_cursor where sink = ${SINK} and log_id = ${logId}`;
  const committed = new Map(cursors.map((cursor) => [cursor.part, cursor.committed]));
  return heads.every((head, part) => (committed.get(part) ?? 0) >= head);
}
