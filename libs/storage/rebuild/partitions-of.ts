import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

/** The ids of the parts a table lies in: its months, `YYYYMM`, the oldest first. */
export async function partitionsOf(clickhouse: ClickHouseClient, table: string): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    clickhouse,
    `select distinct partition_id as id from system.parts
    where database = currentDatabase() and table = {table:String} and active order by id`,
    { table },
  );
  return rows.map(({ id }) => id);
}
