import type { ClickHouseClient } from '@clickhouse/client';

// Everything that reports are made of, doubles merged away as reports do it.
const QUESTIONS: Readonly<Record<string, string>> = {
  events: `
    select workspace, kind, count() as n, toString(sum(cityHash64(event_id, occurred_at, step, variant, enrollment_no))) as same
    from events final group by all order by all`,
  rollup: `
    select workspace, step, variant, kind, cohort, lag, groupBitmapMerge(who) as n
    from step_rollup group by all order by all`,
  touches: `
    select workspace, kind, count() as n, toString(sum(cityHash64(enrollment_no, visit, touch_at, first))) as same
    from (select workspace, kind, enrollment_no, visit, touch_at, min(first_at) as first from touch_facts group by all)
    group by all order by all`,
  enrollments: `
    select workspace, kind, count() as n, toString(sum(cityHash64(enrollment_no, enrolled_on, first))) as same
    from (select workspace, kind, enrollment_no, enrolled_on, min(first_at) as first from enrollment_facts group by all)
    group by all order by all`,
};

/** What ClickHouse has of events, facts and rollups, in lines that can be compared. */
export async function whatIsStored(clickhouse: ClickHouseClient): Promise<string[]> {
  const lines: string[] = [];
  for (const [of, query] of Object.entries(QUESTIONS)) {
    const answer = await clickhouse.query({ query, format: 'JSONCompactEachRow' });
    for (const row of await answer.json<unknown>()) lines.push(`${of} ${JSON.stringify(row)}`);
  }
  return lines;
}

/** How many rows repeat an event that is there already, until they are merged away. */
export async function doublesStored(clickhouse: ClickHouseClient): Promise<number> {
  const answer = await clickhouse.query({
    query: 'select count() - uniqExact(event_id) as doubles from events',
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ doubles: number }>();
  return row?.doubles ?? Number.NaN;
}
