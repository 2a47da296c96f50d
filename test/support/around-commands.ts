import type { ClickHouseClient } from '@clickhouse/client';

/** The client, with something done around every command: a crash before or after it, or somebody else's work meanwhile. */
export function aroundCommands(
  clickhouse: ClickHouseClient,
  around: (run: () => Promise<unknown>, query: string) => Promise<unknown>,
): ClickHouseClient {
  return new Proxy(clickhouse, {
    get(client, name) {
      if (name === 'command') {
        return (params: { query: string }) => around(() => client.command(params), params.query);
      }
      const value = Reflect.get(client, name);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
}
