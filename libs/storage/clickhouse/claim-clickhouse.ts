import type { ClickHouseClient } from '@clickhouse/client';
import { DomainError } from '#engine';
import { queryRows } from '../reports/query-rows.ts';
import { standsOnCluster } from './stands-on-cluster.ts';

/**
 * Notes in ClickHouse whose events it holds, the first time; refuses with `clickhouse-of-another` where they are those of
 * another installation. Numbers of enrollments begin at 1 in each: counted together, nothing would be right.
 */
export async function claimClickHouse(clickhouse: ClickHouseClient, installationId: string): Promise<void> {
  if ((await owners(clickhouse)).length === 0) {
    const table = (await standsOnCluster(clickhouse)) ? 'installation_local' : 'installation';
    await clickhouse.insert({ table, values: [{ id: installationId }], format: 'JSONEachRow' });
  }
  // Asked again: two may come at the same time, and neither is to go on then.
  const other = (await owners(clickhouse)).find((id) => id !== installationId);
  if (other === undefined) return;
  throw new DomainError({
    code: 'clickhouse-of-another',
    field: 'CLICKHOUSE_URL',
    detail: `This ClickHouse holds the events of another installation, ${other}; that of PostgreSQL is ${installationId}.`,
    fix: 'Name a new database in CLICKHOUSE_URL (embedded: move the folder "clickhouse" of the data folder away) and replay the log into it; or name the PostgreSQL that belongs to it in DATABASE_URL.',
  });
}

async function owners(clickhouse: ClickHouseClient): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    clickhouse,
    'select distinct toString(id) as id from installation order by id',
    {},
  );
  return rows.map(({ id }) => id);
}
