import type { ClickHouseClient } from '@clickhouse/client';
import type { Sql } from './postgres/open-postgres.ts';

/** What does not answer a trivial question, by its name; nothing when all is well. */
export async function findSilentStores(sql: Sql, clickhouse: ClickHouseClient): Promise<string[]> {
  const [postgres, events] = await Promise.allSettled([
    sql`select 1`,
    clickhouse.query({ query: 'select 1', format: 'JSONEachRow' }).then((answer) => answer.json()),
  ]);
  return [
    ...(postgres.status === 'rejected' ? ['postgres'] : []),
    ...(events.status === 'rejected' ? ['clickhouse'] : []),
  ];
}
