import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

/** A sequence whose counts are compared. */
export interface ComparedSequence {
  readonly workspace: string;
  readonly sequence: string;
}

/** Where a table counts others than the raw events do, in enrollments. */
export interface CountMismatch extends ComparedSequence {
  readonly version: number;
  readonly step: string;
  readonly variant: string;
  readonly kind: string;
  readonly countedIn: string;
  readonly expected: number;
  readonly found: number;
}

/** The sequences that ClickHouse has anything of. */
export async function sequencesWithin(clickhouse: ClickHouseClient): Promise<ComparedSequence[]> {
  return queryRows<ComparedSequence>(
    clickhouse,
    `select distinct workspace, sequence from enrollment_facts order by workspace, sequence`,
    {},
  );
}

/**
 * Compares what is counted of a sequence with its raw events. An insert goes into one table after the other, so a
 * difference counts when it is the same at a second look.
 * Key: events, step_rollup, touch_facts, enrollment_facts (workspace, sequence).
 */
export async function compareCounts(
  clickhouse: ClickHouseClient,
  of: ComparedSequence,
): Promise<CountMismatch[]> {
  const first = await look(clickhouse, of);
  if (first.length === 0) return [];
  const second = new Set((await look(clickhouse, of)).map(nameOf));
  return first.filter((mismatch) => second.has(nameOf(mismatch)));
}

const nameOf = ({ version, step, variant, kind, countedIn, expected, found }: CountMismatch) =>
  JSON.stringify([version, step, variant, kind, countedIn, expected - found]);

async function look(clickhouse: ClickHouseClient, of: ComparedSequence): Promise<CountMismatch[]> {
  const where = 'where workspace = {workspace:String} and sequence = {sequence:String}';
  const keys = 'version, step, variant, kind';
  const rows = await queryRows<Omit<CountMismatch, keyof ComparedSequence>>(
    clickhouse,
    `
    with
      raw as (
        select ${keys}, uniqExact(enrollment_no) as n from events final
        ${where} and touch_at is not null and enrollment_no != 0 group by ${keys}),
      whole as (
        select version, '' as step, '' as variant, kind, uniqExact(enrollment_no) as n from events final
        ${where} and enrollment_no != 0 group by version, kind)
    select ${keys}, countedIn, sum(e) as expected, sum(f) as found
    from (
      select ${keys}, arrayJoin(['step_rollup', 'touch_facts']) as countedIn, n as e, 0 as f from raw
      union all
      select ${keys}, 'enrollment_facts', n, 0 from whole
      union all
      select ${keys}, 'step_rollup', 0, groupBitmapMerge(who) from step_rollup ${where} group by ${keys}
      union all
      select ${keys}, 'touch_facts', 0, uniqExact(enrollment_no) from touch_facts ${where} group by ${keys}
      union all
      select version, '', '', kind, 'enrollment_facts', 0, uniqExact(enrollment_no) from enrollment_facts ${where}
      group by version, kind)
    group by ${keys}, countedIn
    having expected != found
    order by ${keys}, countedIn`,
    { ...of },
  );
  return rows.map((row) => ({ ...of, ...row }));
}
