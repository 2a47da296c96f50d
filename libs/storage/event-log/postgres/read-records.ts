import type { Fragment } from 'postgres';
import type { Sql } from '../../postgres/open-postgres.ts';
import type { LogRecord } from '../event-log.ts';
import { eventsOfRow, type StoredRow } from './events-of-row.ts';

interface Limits {
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** A stretch of one partition; `part` and `from` are values, or columns of the statement around. */
interface Span extends Limits {
  readonly part: number | Fragment;
  readonly from: number | Fragment;
}

/**
 * The records of a partition from `from` on, see EventLog.read.
 * Index: log_row_pkey.
 */
export async function readRecords(sql: Sql, span: Span & { from: number }): Promise<LogRecord[]> {
  return recordsIn(await sql<StoredRow[]>`${selectRows(sql, span)}`, span);
}

/**
 * The statement of readRecords: rows of the log, the first of which may begin before `from`. Counting bytes in the
 * database costs 2 µs a row and spares the transfer of what would be thrown away.
 */
export function selectRows(sql: Sql, { part, from, maxRows, maxBytes }: Span): Fragment {
  return sql`
    select part::int, pos, count::int, shared, own
    from (
      select *, sum(bytes) over (order by pos rows between unbounded preceding and 1 preceding) as bytes_before
      from (
        select part, pos, count, shared, own,
          case when pos >= ${from} then octet_length(own) + count * coalesce(octet_length(shared), 0) else 0 end as bytes
        from log_row
        where part = ${part} and pos >= coalesce(
          (select pos from log_row where part = ${part} and pos <= ${from} order by pos desc limit 1), 0)
          and pos + count > ${from}
        order by pos limit ${maxRows}
      ) as following
    ) as counted
    where coalesce(bytes_before, 0) < ${maxBytes}
    order by pos`;
}

/** The records that rows of one partition hold from `from` on, within the limits. */
export function recordsIn(
  rows: readonly StoredRow[],
  { from, maxRows, maxBytes }: Limits & { from: number },
): LogRecord[] {
  const records: LogRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    for (const record of eventsOfRow(row)) {
      if (record.pos < from) continue;
      if (records.length === maxRows || bytes >= maxBytes) return records;
      records.push(record);
      bytes += Buffer.byteLength(record.body);
    }
  }
  return records;
}
