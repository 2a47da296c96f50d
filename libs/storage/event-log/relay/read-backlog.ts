import type { Sql } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';
import type { StoredRow } from '../postgres/events-of-row.ts';
import { recordsIn, selectRows } from '../postgres/read-records.ts';

/**
 * What a relay carries next: from each partition at most `maxRows` records beyond its cursor, and no more after
 * `maxBytes`. `after` are the positions after a batch that is on its way, which the cursors do not know of yet.
 * Null when another relay has claimed the cursors since. Indexes: relay_cursor_pkey, log_row_pkey.
 */
export async function readBacklog(
  sql: Sql,
  claim: { logId: string; epoch: number },
  limit: { maxRows: number; maxBytes: number },
  after: ReadonlyMap<number, number> = new Map(),
): Promise<LogRecord[] | null> {
  const span = { part: sql`cursor.part`, from: sql`cursor.next`, ...limit };
  const rows = await sql<({ of: number; next: number } & (StoredRow | { pos: null }))[]>`
    select cursor.part::int as of, cursor.next, stored.*
    from (
      select part, coalesce(ahead.next, relay_cursor.next) as next
      from relay_cursor
      left join unnest(${[...after.keys()]}::smallint[], ${[...after.values()]}::bigint[]) as ahead (part, next)
        using (part)
      where log_id = ${claim.logId} and epoch = ${claim.epoch}
    ) as cursor
    left join lateral (${selectRows(sql, span)}) as stored on true
    order by cursor.part, stored.pos`;
  if (rows.length === 0) return null;
  const byPart = new Map<number, { from: number; rows: StoredRow[] }>();
  for (const row of rows) {
    const piece = byPart.get(row.of) ?? { from: row.next, rows: [] };
    byPart.set(row.of, piece);
    if (row.pos !== null) piece.rows.push(row);
  }
  return [...byPart.values()].flatMap((piece) => recordsIn(piece.rows, { ...limit, from: piece.from }));
}
