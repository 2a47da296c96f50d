import type { ClickHouseClient } from '@clickhouse/client';
import { runLong } from '../clickhouse/run-long.ts';
import { type CountedTable, selectOver } from './counted-tables.ts';
import { partitionsOf } from './partitions-of.ts';
import { shadowOf } from './shadow-tables.ts';

export interface Filling {
  /** Of the rebuild. */
  readonly id: string;
  /** The table that has the raw events, and the query of those among them that count. */
  readonly source: string;
  readonly current: (table: string, condition: string) => string;
  readonly months: readonly string[];
}

/**
 * Fills the shadow of a table with what its view makes of the events of `source`, each once and in its latest version.
 * With `months` the rest is copied from the table as it is. A month of raw events at a time: the pieces of one touch
 * come together as they do behind the sink.
 */
export async function fillCounts(
  { clickhouse, signal }: { clickhouse: ClickHouseClient; signal?: AbortSignal },
  table: CountedTable,
  { id, source, months, current }: Filling,
): Promise<void> {
  const partitions = await partitionsOf(clickhouse, source);
  const latest = [...months].sort().at(-1);
  for (const partition of partitions) {
    signal?.throwIfAborted();
    // Nothing happens to an enrollment before its month, so later ones have nothing for these months.
    if (latest !== undefined && partition > latest) continue;
    const rows = selectOver(table.select, current(source, `_partition_id = '${partition}'`));
    await runLong(
      clickhouse,
      `insert into ${shadowOf(id, table.name)} (${table.columns.join(', ')})
      select * from (${rows}) ${months.length === 0 ? '' : `where ${within(table, months)}`}`,
    );
  }
  if (months.length > 0) await copyOthers(clickhouse, table, shadowOf(id, table.name), months);
}

async function copyOthers(
  clickhouse: ClickHouseClient,
  table: CountedTable,
  shadow: string,
  months: readonly string[],
): Promise<void> {
  if (!table.partitioned) {
    await runLong(
      clickhouse,
      `insert into ${shadow} select * from ${table.name} where not (${within(table, months)})`,
    );
    return;
  }
  // Links to the same files.
  for (const partition of await partitionsOf(clickhouse, table.name)) {
    if (months.includes(partition)) continue;
    await clickhouse.command({
      query: `alter table ${shadow} attach partition id '${partition}' from ${table.name}`,
    });
  }
}

const within = ({ month }: CountedTable, months: readonly string[]) => `${month} in (${months.join(', ')})`;
