import type { Fragment } from 'postgres';
import type { Sql } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';

/** A stretch of one partition; `part` and `from` are values, or columns of the statement around. */
interface Span {
  readonly part: number | Fragment;
  readonly from: number | Fragment;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/**
 * The records of a partition from `from` on, see EventLog.read.
 * Index: event_log_pkey.
 */
export async function readRecords(sql: Sql, span: Span): Promise<LogRecord[]> {
  return sql<LogRecord[]>`${selectRecords(sql, span)}`;
}

/**
 * The statement of readRecords. Counting bytes in the database costs 2 µs a row (200,000 rows/s against 350,000) and
 * spares the transfer of what would be thrown away.
 */
export function selectRecords(sql: Sql, { part, from, maxRows, maxBytes }: Span): Fragment {
  return sql`
    select part::int, pos, body, event_id as "eventId"
    from (
      select part, pos, body, event_id,
        sum(octet_length(body)) over (order by pos rows between unbounded preceding and 1 preceding) as bytes
      from (
        select part, pos, body::text as body, event_id from event_log
        where part = ${part} and pos >= ${from} order by pos limit ${maxRows}
      ) as following
    ) as counted
    where coalesce(bytes, 0) < ${maxBytes}
    order by pos`;
}
