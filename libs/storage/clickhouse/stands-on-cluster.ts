import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

/** Are the tables those of a cluster? Null where there are none yet. */
export async function standsOnCluster(clickhouse: ClickHouseClient): Promise<boolean | null> {
  const [events] = await queryRows<{ engine: string }>(
    clickhouse,
    "select engine from system.tables where database = currentDatabase() and name = 'events'",
    {},
  );
  return events === undefined ? null : events.engine === 'Distributed';
}
