import type { Sql } from '../postgres/open-postgres.ts';
import { SINK } from './sink.ts';

/**
 * How many events are logged and not yet in ClickHouse. Asks PostgreSQL alone, so that it is known while another store is
 * away; where Kafka is the log, events that were carried twice make it less. Uses sink_cursor_pkey.
 */
export async function countPending(sql: Sql, logId: string): Promise<number> {
  const [row] = await sql<[{ pending: number }]>`
    select coalesce(sum(greatest(0, h.next - coalesce(c.committed, 0))), 0)::bigint as pending
    from log_head h left join sink_cursor c on c.sink = ${SINK} and c.log_id = ${logId} and c.part = h.part`;
  return row.pending;
}
