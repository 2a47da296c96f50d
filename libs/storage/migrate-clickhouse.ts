import type { ClickHouseClient } from '@clickhouse/client';

export async function migrateClickHouse(_client: ClickHouseClient, _options: { now: number }): Promise<void> {
  throw new Error('being built');
}
