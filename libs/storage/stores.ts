import type { ClickHouseClient } from '@clickhouse/client';
import type { Sql } from './postgres/open-postgres.ts';

export interface Stores {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient;
  readonly embedded: { readonly postgres: boolean; readonly clickhouse: boolean };
  close(): Promise<void>;
}

export async function openStores(_config: {
  databaseUrl?: string;
  clickhouseUrl?: string;
  dataDir: string;
  now: number;
  onProgress?: (line: string) => void;
}): Promise<Stores> {
  throw new Error('being built');
}
