import type { ClickHouseClient } from '@clickhouse/client';
import { tryAgain } from '../clickhouse/try-again.ts';

/** Runs a report and gives its rows. Parameters are bound, never written into the text. */
export async function queryRows<Row>(
  clickhouse: ClickHouseClient,
  query: string,
  params: Record<string, unknown>,
): Promise<Row[]> {
  return tryAgain(async () => {
    const answer = await clickhouse.query({ query, query_params: params, format: 'JSONEachRow' });
    return answer.json<Row>();
  });
}
