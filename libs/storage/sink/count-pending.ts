import type { Sql } from '../postgres/open-postgres.ts';
import { SINK } from './sink.ts';

/**
 * How many events are logged and not yet in ClickHouse. Asks PostgreSQL alone, so that it is known while another store is
 * away; where Kafka is the log, events that were carried twice make it less. `logId` is null for who does not know the log:
 * then the one that was carried furthest counts. Uses sink_cursor_pkey.
 */
export async function countPending(sql: Sql, logId: string | null): Promise<number> {
  const [row] = await sql<[{ pending: number }]>`
    select coalesce(sum(greatest(0, h.next - coalesce(c.committed, 0))), 0)::bigint as pending
    from log_head h cross join lateral (
      select max(committed) as committed from sink_cursor
      where sink = ${SINK} and (${logId}::text is null or log_id = ${logId}) and part = h.part
    ) c`;
  return row.pending;
}
