import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { DomainError } from '#engine';
import { embeddedConnection } from './embedded-connection.ts';

/** `url` is a ClickHouse server, with credentials and database; `path` is the folder of the embedded engine. */
export type ClickHouseConfig =
  | { readonly url: string; readonly cluster?: string | null }
  | { readonly path: string; readonly database?: string };

/** How long a call may take, unless it says otherwise. */
const LONGEST_S = 60;

/** Settings that both ends hold to whatever the version's defaults are; a call may override any of them. */
const settings = {
  // Nothing runs away with the engine: no report or insert here takes a tenth of it.
  max_execution_time: LONGEST_S,
  // The answer to an insert means that it is stored.
  async_insert: 0,
  // Counts come as numbers. Nothing stored here exceeds 2^53.
  output_format_json_quote_64bit_integers: 0,
  session_timezone: 'UTC',
} as const;

/** What holds on a cluster besides. */
const clusterSettings = {
  // What is joined is joined by enrollment, and all of an enrollment is on one shard.
  distributed_product_mode: 'local',
  // A shard that is away is an error, and no shorter answer.
  skip_unavailable_shards: 0,
  distributed_ddl_output_mode: 'throw',
} as const;

/** Opens a ClickHouse server over HTTP, or the engine itself inside this process (chdb): the same client for both. */
export function openClickHouse(config: ClickHouseConfig): ClickHouseClient {
  // Whoever calls gets the error and reports it; the client need not print it as well.
  const log = { level: ClickHouseLogLevel.OFF };
  if ('url' in config) return openServer(config, log);
  // chdb and the client carry separate copies of the connection's types, which TypeScript holds to be different.
  return createClient({ connection: embeddedConnection({ ...config, settings }) as never, log });
}

function openServer(
  { url, cluster }: { readonly url: string; readonly cluster?: string | null },
  log: { readonly level: ClickHouseLogLevel },
): ClickHouseClient {
  try {
    return createClient({
      url,
      log,
      application: 'crest',
      // The server ends what takes too long, and says so; who hangs up first learns nothing.
      request_timeout: (LONGEST_S + 15) * 1000,
      // Inserts go as they are: gzip makes 0.55 MB of the 4 MB of 10,000 rows, in 77 ms, which 1 Gbit/s does not repay.
      // `?compression_request=1` in the address packs them.
      compression: { response: true },
      clickhouse_settings: {
        ...settings,
        // What fails after the first rows are out would otherwise look like an answer.
        wait_end_of_query: 1,
        ...(cluster && clusterSettings),
      },
    });
  } catch (cause) {
    throw new DomainError({
      code: 'clickhouse-not-reached',
      field: 'CLICKHOUSE_URL',
      detail: `CLICKHOUSE_URL cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`,
      fix: 'Write it as http://user:password@host:8123/database; what may follow after ? is in docs/scale-out.md.',
      cause,
    });
  }
}
