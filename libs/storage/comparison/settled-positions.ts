import type { EventLog } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { SINK } from '../sink/sink.ts';

/** How far a partition of the log table was compared, and up to where it can be now. */
export interface Settled {
  readonly part: number;
  readonly compared: number;
  readonly swept: number;
  /** Everything before this offset must be in ClickHouse. */
  readonly settled: number;
}

interface Cursor {
  readonly part: number;
  readonly compared: number;
  readonly swept: number;
  readonly markPos: number | null;
  readonly markOffset: number | null;
  readonly relayed: number | null;
  readonly committed: number;
}

/**
 * Up to where the sink has carried each partition of the log table. Behind Kafka its cursor counts in other offsets: what
 * was relayed is marked together with the end of the topic, and is settled when the sink has reached that.
 * Indexes: comparison_pkey, log_head_pkey, relay_cursor_pkey, sink_cursor_pkey.
 */
export async function settledPositions(sql: Sql, log: Pick<EventLog, 'id' | 'heads'>): Promise<Settled[]> {
  await sql`insert into comparison (part) select part from log_head on conflict do nothing`;
  const cursors = await sql<Cursor[]>`
    select c.part::int, c.compared, c.swept, c.mark_pos as "markPos", c.mark_offset as "markOffset",
      r.next as relayed, coalesce(s.committed, 0) as committed
    from comparison c
    left join relay_cursor r on r.part = c.part and r.log_id = ${log.id}
    left join sink_cursor s on s.part = c.part and s.sink = ${SINK} and s.log_id = ${log.id}
    order by c.part`;
  const heads = await log.heads();
  const settled: Settled[] = [];
  for (const cursor of cursors) {
    const { part, compared, swept } = cursor;
    settled.push({ part, compared, swept, settled: await settle(sql, cursor, heads[part] ?? 0) });
  }
  return settled;
}

async function settle(sql: Sql, cursor: Cursor, head: number): Promise<number> {
  const { part, compared, relayed, committed, markPos, markOffset } = cursor;
  if (relayed === null) return Math.max(compared, committed);
  if (committed >= head) return relayed;
  const reached = markPos !== null && markOffset !== null && committed >= markOffset;
  if (markPos === null || reached)
    await sql`update comparison set mark_pos = ${relayed}, mark_offset = ${head} where part = ${part}`;
  return reached ? markPos : compared;
}

/** Notes how far a partition was compared. Index: comparison_pkey. */
export async function noteCompared(
  sql: Sql,
  { part, compared, swept }: { part: number; compared: number; swept: number },
): Promise<void> {
  await sql`update comparison set compared = ${compared}, swept = ${swept} where part = ${part}`;
}
