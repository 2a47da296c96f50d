import type { Query } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';

/**
 * The records of a partition from `from` on, see EventLog.read. Counting the bytes in the database costs 2 µs a row
 * (200,000 rows/s against 350,000) and spares the transfer of what would be thrown away.
 * Index: event_log_pkey.
 */
export async function readRecords(
  sql: Query,
  { part, from, maxRows, maxBytes }: { part: number; from: number; maxRows: number; maxBytes: number },
): Promise<LogRecord[]> {
  return sql<LogRecord[]>`
    select part::int, pos, body, event_id as "eventId"
    from (
      select part, pos, body, event_id,
        sum(octet_length(body)) over (order by pos rows between unbounded preceding and 1 preceding) as bytes
      from (
        select part, pos, body::text as body, event_id from event_log
        where part = ${part} and pos >= ${from} order by pos limit ${maxRows}
      ) as next
    ) as counted
    where coalesce(bytes, 0) < ${maxBytes}
    order by pos`;
}
