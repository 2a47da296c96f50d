import { randomBytes } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

const PREFIX = 'rebuild_';
/** Between what says whose a shadow is, and the name of the table it stands beside. */
const BESIDE = '__';

/** How the names of all shadows of a rebuild begin. */
const namesOf = (id: string): string => `${PREFIX}${id.replaceAll('-', '')}`;

/** The table that a rebuild fills beside the one of this name. */
export const shadowOf = (id: string, table: string): string => `${namesOf(id)}${BESIDE}${table}`;

/** What marks a table as made by a rebuild, wherever it is moved. */
const markOf = (id: string): string => `rebuild ${id}`;

/**
 * Makes an empty table beside each of these. Whatever else of that kind is there is of a rebuild that was given up, and
 * goes: there is one at a time (see noteRebuild).
 */
export async function makeShadows(
  clickhouse: ClickHouseClient,
  id: string,
  tables: readonly string[],
): Promise<void> {
  await drop(clickhouse, PREFIX);
  for (const table of tables)
    await clickhouse.command({
      query: `create table ${shadowOf(id, table)} as ${table} comment '${markOf(id)}'`,
    });
}

/**
 * Puts the filled tables in the place of the old ones. Views and reports know tables by name, so they go on with the new
 * ones. Done again after it was cut off, it exchanges only what was not exchanged yet. False where the filled tables are
 * neither there nor in place: then nothing was exchanged.
 *
 * ClickHouse exchanges what it is told, also a second time, and back. So whoever does it first gives the shadows names
 * that nobody else knows: what another one that is at it says later, or has said and was not done yet, finds no table.
 */
export async function exchangeShadows(clickhouse: ClickHouseClient, id: string): Promise<boolean> {
  const mine = `${namesOf(id)}_${randomBytes(4).toString('hex')}`;
  const left = await tablesLike(clickhouse, namesOf(id));
  if (left.length > 0) {
    const renamed = left.map(({ name }) => `${name} to ${mine}${BESIDE}${besideOf(name)}`);
    await clickhouse.command({ query: `rename table ${renamed.join(', ')}` });
  }
  const filled = (await tablesLike(clickhouse, mine)).filter(({ comment }) => comment === markOf(id));
  if (filled.length > 0) {
    const pairs = filled.map(({ name }) => `${besideOf(name)} and ${name}`);
    await clickhouse.command({ query: `exchange tables ${pairs.join(', ')}` });
  }
  const marked = await queryRows<{ name: string }>(
    clickhouse,
    'select name from system.tables where database = currentDatabase() and comment = {mark:String}',
    { mark: markOf(id) },
  );
  return marked.length > 0 && marked.every(({ name }) => !name.startsWith(PREFIX));
}

/** Removes what a rebuild leaves behind: the old tables, or new ones that are not whole. Their files go at once. */
export async function dropShadows(clickhouse: ClickHouseClient, id: string): Promise<void> {
  await drop(clickhouse, namesOf(id));
}

async function drop(clickhouse: ClickHouseClient, prefix: string): Promise<void> {
  for (const { name } of await tablesLike(clickhouse, prefix))
    await clickhouse.command({ query: `drop table if exists ${name} sync` });
}

async function tablesLike(clickhouse: ClickHouseClient, prefix: string) {
  return queryRows<{ name: string; comment: string }>(
    clickhouse,
    `select name, comment from system.tables
    where database = currentDatabase() and startsWith(name, {prefix:String}) order by name`,
    { prefix },
  );
}

/** The table that a shadow stands beside. */
const besideOf = (shadow: string): string => shadow.slice(shadow.indexOf(BESIDE) + BESIDE.length);
