import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

const PREFIX = 'rebuild_';

/** The table that is filled beside the one of this name. */
export const shadowOf = (table: string): string => `${PREFIX}${table}`;

/** What marks a table as made by a rebuild, wherever it is moved. */
const markOf = (id: string): string => `rebuild ${id}`;

/** Makes an empty table beside each of these. */
export async function makeShadows(
  clickhouse: ClickHouseClient,
  id: string,
  tables: readonly string[],
): Promise<void> {
  await dropShadows(clickhouse);
  for (const table of tables)
    await clickhouse.command({
      query: `create table ${shadowOf(table)} as ${table} comment '${markOf(id)}'`,
    });
}

/**
 * Puts the filled tables in the place of the old ones. Views and reports know tables by name, so they go on with the new
 * ones. Done again after it was cut off, it exchanges only what was not exchanged yet.
 */
export async function exchangeShadows(clickhouse: ClickHouseClient, id: string): Promise<void> {
  const filled = await queryRows<{ name: string }>(
    clickhouse,
    `select name from system.tables
    where database = currentDatabase() and startsWith(name, {prefix:String}) and comment = {mark:String} order by name`,
    { prefix: PREFIX, mark: markOf(id) },
  );
  if (filled.length === 0) return;
  const pairs = filled.map(({ name }) => `${name.slice(PREFIX.length)} and ${name}`);
  await clickhouse.command({ query: `exchange tables ${pairs.join(', ')}` });
}

/** Removes what a rebuild leaves behind: the old tables, or new ones that are not whole. Their files go at once. */
export async function dropShadows(clickhouse: ClickHouseClient): Promise<void> {
  const left = await queryRows<{ name: string }>(
    clickhouse,
    'select name from system.tables where database = currentDatabase() and startsWith(name, {prefix:String})',
    { prefix: PREFIX },
  );
  for (const { name } of left) await clickhouse.command({ query: `drop table if exists ${name} sync` });
}
