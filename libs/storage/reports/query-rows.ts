import type { ClickHouseClient } from '@clickhouse/client';

/** Runs a report and gives its rows. Parameters are bound, never written into the text. */
export async function queryRows<Row>(
  clickhouse: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
): Promise<Row[]> {
  const answer = await clickhouse.query({ query, query_params: params, format: 'JSONEachRow' });
  return answer.json<Row>();
}
