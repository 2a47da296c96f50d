import type { ClickHouseClient } from '@clickhouse/client';
import { EVENT_COLUMNS } from './event-columns.ts';

/** Inserts encoded rows into a table like `events`, all or none. A token that was used before, with whatever rows, inserts none. */
export type InsertEvents = (token: string, rows: readonly string[]) => Promise<void>;

// Said with every insert, because the defaults have changed between versions and an omission shows nowhere:
// async_insert became 1 with 26.3, deduplication in the views was off until 26.1.
const SETTINGS: Readonly<Record<string, string | number>> = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_insert: 'enable',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
  input_format_skip_unknown_fields: 0,
  input_format_null_as_default: 0,
  input_format_defaults_for_omitted_fields: 0,
  date_time_input_format: 'best_effort',
  // An import of ten years of history has more than the 100 months that are allowed.
  max_partitions_per_insert_block: 0,
  // On a cluster the answer means that every shard has stored its rows, each under the token.
  distributed_foreground_insert: 1,
};

/** Asks the server which of the settings it knows, and gives the function that inserts with those. */
export async function prepareInsert(clickhouse: ClickHouseClient, table = 'events'): Promise<InsertEvents> {
  const answer = await clickhouse.query({
    query: 'select name from system.settings where name in {names:Array(String)}',
    query_params: { names: Object.keys(SETTINGS) },
    format: 'JSONEachRow',
  });
  const known = await answer.json<{ name: string }>();
  const settings = known.map(({ name }) => `${name} = ${literal(SETTINGS[name] ?? '')}`).join(', ');

  // The settings stand in the statement: given beside it, the embedded engine keeps them for the session, and
  // the next insert without a token would be taken for a repeat of this one.
  return async (token, rows) => {
    await clickhouse.command({
      query: `insert into ${table} (${EVENT_COLUMNS.join(', ')})
        settings ${settings}, insert_deduplication_token = ${literal(token)}
        format JSONCompactEachRow\n${rows.join('\n')}`,
    });
  };
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
