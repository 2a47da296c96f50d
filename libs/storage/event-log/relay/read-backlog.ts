import type { Sql } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';
import type { StoredRow } from '../postgres/events-of-row.ts';
import { recordsIn, selectRows } from '../postgres/read-records.ts';

/**
 * What a relay carries next: from each partition at most `maxRows` records beyond its cursor, and no more after
 * `maxBytes`. Null when another relay has claimed the cursors since.
 * Indexes: relay_cursor_pkey, log_row_pkey.
 */
export async function readBacklog(
  sql: Sql,
  claim: { logId: string; epoch: number },
  limit: { maxRows: number; maxBytes: number },
): Promise<LogRecord[] | null> {
  const span = { part: sql`cursor.part`, from: sql`cursor.next`, ...limit };
  const rows = await sql<({ of: number; next: number } & (StoredRow | { pos: null }))[]>`
    select cursor.part::int as of, cursor.next, stored.*
    from relay_cursor as cursor left join lateral (${selectRows(sql, span)}) as stored on true
    where log_id = ${claim.logId} and epoch = ${claim.epoch}
    order by cursor.part, stored.pos`;
  if (rows.length === 0) return null;
  const next = new Map(rows.map((row) => [row.of, row.next]));
  return [...next].flatMap(([part, from]) =>
    recordsIn(
      rows.filter((row): row is (typeof rows)[number] & StoredRow => row.of === part && row.pos !== null),
      { ...limit, from },
    ),
  );
}
