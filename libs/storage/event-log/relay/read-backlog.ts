import type { Sql } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';
import { selectRecords } from '../postgres/read-records.ts';

/**
 * What a relay carries next: from each partition at most `maxRows` records beyond its cursor, and no more after
 * `maxBytes`. Null when another relay has claimed the cursors since.
 * Indexes: relay_cursor_pkey, event_log_pkey.
 */
export async function readBacklog(
  sql: Sql,
  claim: { logId: string; epoch: number },
  limit: { maxRows: number; maxBytes: number },
): Promise<LogRecord[] | null> {
  const span = { part: sql`cursor.part`, from: sql`cursor.next`, ...limit };
  const rows = await sql<(LogRecord | { pos: null })[]>`
    select record.*
    from relay_cursor as cursor left join lateral (${selectRecords(sql, span)}) as record on true
    where log_id = ${claim.logId} and epoch = ${claim.epoch}
    order by cursor.part, record.pos`;
  if (rows.length === 0) return null;
  return rows.filter((row): row is LogRecord => row.pos !== null);
}
