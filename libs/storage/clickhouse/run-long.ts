import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';

/**
 * Runs a statement that may take as long as it takes, which is longer than a report may. A server that is at work for
 * over a minute is silent meanwhile, and the client would take it for gone: so it is to send a header now and then. A
 * minute between them leaves room for an hour and a half, for Node takes 16 KB of headers.
 */
export async function runLong(
  clickhouse: ClickHouseClient,
  query: string,
  settings: ClickHouseSettings = {},
): Promise<void> {
  await clickhouse.command({
    query,
    clickhouse_settings: {
      ...settings,
      max_execution_time: 0,
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: '60000',
    },
  });
}
