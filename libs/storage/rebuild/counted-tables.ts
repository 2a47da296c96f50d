import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

/** A table that a view fills from `events`. */
export interface CountedTable {
  readonly name: string;
  /** Its columns, in the order of the view's query. */
  readonly columns: readonly string[];
  /** The view's query over `events`. */
  readonly select: string;
  /** What says which month a row belongs to. */
  readonly month: string;
  /** Does the table lie in parts by that month? */
  readonly partitioned: boolean;
}

/** All of them, as ClickHouse itself describes them: what a new view counts is rebuilt without a word about it here. */
export async function countedTables(clickhouse: ClickHouseClient): Promise<CountedTable[]> {
  const views = await queryRows<{ name: string; target: string; select: string }>(
    clickhouse,
    `
    select name, extract(create_table_query, ' TO [^ ]*?\`?([A-Za-z0-9_]+)\`? \\\\(') as target, as_select as select
    from system.tables
    where database = currentDatabase() and engine = 'MaterializedView' and has(
      (select arrayFlatten(groupArray(dependencies_table)) from system.tables
        where database = currentDatabase() and name = 'events'), name)
    order by name`,
    {},
  );
  const columns = await queryRows<{ table: string; names: string[] }>(
    clickhouse,
    `
    select table, arrayMap(c -> c.2, arraySort(groupArray((position, name)))) as names
    from system.columns where database = currentDatabase() group by table`,
    {},
  );
  const keys = await queryRows<{ name: string; key: string }>(
    clickhouse,
    'select name, partition_key as key from system.tables where database = currentDatabase()',
    {},
  );
  const columnsOf = new Map(columns.map(({ table, names }) => [table, names]));
  const keyOf = new Map(keys.map(({ name, key }) => [name, key]));
  return views.map(({ name, target, select }) => {
    const key = keyOf.get(target) ?? '';
    return {
      name: target,
      columns: columnsOf.get(name) ?? [],
      select,
      // The one that is not partitioned is small, and told apart by the day of the touch.
      month: key === '' ? 'toYYYYMM(cohort)' : key,
      partitioned: key !== '',
    };
  });
}

/** The query of a view over other rows than those of `events`. */
export function selectOver(select: string, source: string): string {
  const parts = select.split(/ FROM (?:[A-Za-z0-9_`]+\.)?`?events`?(?= |$)/);
  const [head, tail] = parts;
  if (parts.length !== 2 || head === undefined || tail === undefined) {
    throw new Error(`A view reads events in a way that a rebuild cannot follow: ${select}`);
  }
  return `${head} FROM (${source}) AS events${tail}`;
}
