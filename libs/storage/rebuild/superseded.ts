import type { ClickHouseClient } from '@clickhouse/client';
import type { Sql } from '../postgres/open-postgres.ts';
import { shadowOf } from './shadow-tables.ts';

const PAGE = 10_000;

/**
 * Makes the query of those events of a table that no correction has superseded, also where the correction is still on its
 * way: the sink brings it into the tables that are being made, and they could not take the event back. `condition` says
 * which ones; the corrections lie beside the shadows, and go with them. Uses correction_pkey.
 */
export async function currentEvents(
  { sql, clickhouse }: { sql: Sql; clickhouse: ClickHouseClient },
  id: string,
): Promise<(table: string, condition: string) => string> {
  const corrections = shadowOf(id, 'corrections');
  let known = 0;
  for (;;) {
    const page = await sql<{ no: number; event_id: string; ver: number }[]>`
      select no, event_id, ver from correction where no > ${known} order by no limit ${PAGE}`;
    const last = page.at(-1);
    if (last === undefined) break;
    if (known === 0)
      await clickhouse.command({
        query: `create table ${corrections} (event_id UUID, ver UInt64) engine = MergeTree order by event_id`,
      });
    await clickhouse.insert({
      table: corrections,
      values: page.map(({ event_id, ver }) => ({ event_id, ver })),
      format: 'JSONEachRow',
    });
    known = last.no;
  }
  const all = (table: string, condition: string) => `select * from ${table} final where ${condition}`;
  if (known === 0) return all;
  return (table, condition) => `
    select e.* from (${all(table, condition)}) as e
    any left join (select event_id, max(ver) as latest from ${corrections} group by event_id) as c
      on e.event_id = c.event_id
    where e.ver >= c.latest`;
}
