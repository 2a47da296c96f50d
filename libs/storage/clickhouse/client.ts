import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { embeddedConnection } from './embedded-connection.ts';

/** `url` is a ClickHouse server, with credentials and database; `path` is the folder of the embedded engine. */
export type ClickHouseConfig =
  | { readonly url: string }
  | { readonly path: string; readonly database?: string };

/** Settings that both ends hold to whatever the version's defaults are; a call may override any of them. */
const settings = {
  // Nothing runs away with the engine: no report or insert here takes a tenth of it.
  max_execution_time: 60,
  // The answer to an insert means that it is stored.
  async_insert: 0,
  // Counts come as numbers. Nothing stored here exceeds 2^53.
  output_format_json_quote_64bit_integers: 0,
  session_timezone: 'UTC',
} as const;

/** Opens a ClickHouse server over HTTP, or the engine itself inside this process (chdb): the same client for both. */
export function openClickHouse(config: ClickHouseConfig): ClickHouseClient {
  // Whoever calls gets the error and reports it; the client need not print it as well.
  const log = { level: ClickHouseLogLevel.OFF };
  if ('url' in config) return createClient({ url: config.url, clickhouse_settings: settings, log });
  // chdb and the client carry separate copies of the connection's types, which TypeScript holds to be different.
  return createClient({ connection: embeddedConnection({ ...config, settings }) as never, log });
}
