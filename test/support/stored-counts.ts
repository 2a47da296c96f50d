import type { ClickHouseClient } from '@clickhouse/client';

/** Everything that reports are made of, merged and in order: two stores that give the same text give the same reports. */
export async function storedCounts(clickhouse: ClickHouseClient): Promise<string> {
  const queries = [
    'select * from events final order by workspace, sequence, enrollment_no, event_id',
    // What all events make, and those by direct attribution.
    ...['', 'direct_'].flatMap((by) => [
      `select * except first_at, min(first_at) as first_at from ${by}touch_facts group by all order by all`,
      `select * except first_at, min(first_at) as first_at from ${by}enrollment_facts group by all order by all`,
      `select * except who, arraySort(bitmapToArray(groupBitmapMergeState(who))) as who from ${by}step_rollup group by all order by all`,
    ]),
  ];
  const texts: string[] = [];
  for (const query of queries) {
    const answer = await clickhouse.query({ query, format: 'JSONEachRow' });
    texts.push(await answer.text());
  }
  return texts.join('\n');
}

/** How many rows a query has: for tables of which one wants to know no more. */
export async function countRows(clickhouse: ClickHouseClient, from: string): Promise<number> {
  const answer = await clickhouse.query({ query: `select count() as n from ${from}`, format: 'JSONEachRow' });
  const [row] = await answer.json<{ n: number }>();
  return row?.n ?? Number.NaN;
}
