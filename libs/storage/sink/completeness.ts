import type { EventLog } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { readBacklog } from './read-backlog.ts';
import { SINK } from './sink.ts';

/** What a read-out may still lack. All zero: it stands on everything that has happened. */
export interface Completeness {
  /** Events that are on their way: in the outbox or in the log, and not yet in ClickHouse. */
  readonly pending: number;
  /** Events that could not be stored, and lie aside with their reasons. */
  readonly deadLetters: number;
  /** Stretches of the log that were lost before they were read. */
  readonly gaps: number;
  /** What a comparison of the log with ClickHouse found to be missing or counted wrong (see compareOnce). */
  readonly mismatches: number;
}

export async function completeness({
  sql,
  log,
}: {
  sql: Sql;
  log: Pick<EventLog, 'id' | 'heads' | 'isOutbox'>;
}): Promise<Completeness> {
  // The cursors before the heads: an event that comes in between counts as pending, never as less than nothing.
  const backlog = await readBacklog(sql, { sink: SINK, logId: log.id }, log);
  const heads = await log.heads();
  const unread = heads.reduce(
    (sum, head, part) => sum + Math.max(0, head - (backlog.committed.get(part) ?? 0)),
    0,
  );
  const { unrelayed, deadLetters, gaps, mismatches } = backlog;
  return { pending: unread + unrelayed, deadLetters, gaps, mismatches };
}
