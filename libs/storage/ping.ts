import type { ClickHouseClient } from '@clickhouse/client';
import type { Sql } from './postgres/open-postgres.ts';

/** A machine that swallows packets is as silent as one that says no. */
const PATIENCE_MS = 5000;

/** What does not answer a trivial question, by its name; nothing when all is well. */
export async function findSilentStores(sql: Sql, clickhouse: ClickHouseClient | null): Promise<string[]> {
  const [postgres, events] = await Promise.allSettled([
    sql`select 1`,
    clickhouse
      ?.query({ query: 'select 1', format: 'JSONEachRow', abort_signal: AbortSignal.timeout(PATIENCE_MS) })
      .then((answer) => answer.json()),
  ]);
  return [
    ...(postgres.status === 'rejected' ? ['postgres'] : []),
    ...(events.status === 'rejected' ? ['clickhouse'] : []),
  ];
}
