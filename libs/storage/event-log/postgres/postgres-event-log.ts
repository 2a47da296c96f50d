import type { Sql } from '../../postgres/open-postgres.ts';
import { type EventLog, MAX_BYTES } from '../event-log.ts';
import { logBehindCursor } from '../event-log-error.ts';
import { logBounds } from './log-bounds.ts';
import { readRecords } from './read-records.ts';

/**
 * The log table as an event log: what embedded mode reads, and what the relay carries on. The id is that of the
 * installation, so a database that was restored elsewhere keeps its cursors and another one never takes them over.
 */
export async function openPostgresEventLog(sql: Sql, installationId: string): Promise<EventLog> {
  const { length: partitions } = await logBounds(sql);
  const every = Array.from({ length: partitions }, (_, part) => part);
  const heads = async () => (await logBounds(sql)).map(({ head }) => head);
  return {
    id: `postgres:${installationId}`,
    partitions,
    isOutbox: true,
    owned: () => every,
    heads,
    lows: async () => (await logBounds(sql)).map(({ low }) => low),
    async read(part, from, maxRows, maxBytes = MAX_BYTES) {
      const records = await readRecords(sql, { part, from, maxRows, maxBytes });
      if (records.length === 0) {
        const head = (await heads())[part];
        if (head === undefined || from > head) throw logBehindCursor(part, from, head);
      }
      return records;
    },
    close: async () => undefined,
  };
}
