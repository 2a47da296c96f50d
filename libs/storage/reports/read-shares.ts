import type { ClickHouseClient } from '@clickhouse/client';
import { outcomeCondition } from './outcome-condition.ts';
import { queryRows } from './query-rows.ts';
import type { ReportScope } from './report-scope.ts';
import { ABOUT_QUESTIONS, questionParams, type StepQuestion } from './step-question.ts';
import { tablesBy } from './tables-by-attribution.ts';

export interface Shares {
  /** Enrollments whose whole schedule and last window have passed. */
  readonly enrollments: number;
  /** Of those, how many had their first outcome from each step; steps without any are left out. */
  readonly successes: readonly { readonly step: string; readonly successes: number }[];
}

/**
 * Where the outcomes come from, among enrollments of at least `span` milliseconds ago: each counts for the touch that
 * its first outcome within the window belongs to, or for none. Keys: touch_facts and enrollment_facts
 * (workspace, sequence, version, kind).
 */
export async function readShares(
  clickhouse: ClickHouseClient,
  { workspace, sequence, version, attribution }: ReportScope,
  questions: readonly StepQuestion[],
  { asOf, span }: { asOf: number; span: number },
): Promise<Shares> {
  const { touchFacts, enrollmentFacts } = tablesBy(attribution);
  const query = `
    with
      indexOf({steps:Array(String)}, step) as place,
      {metrics:Array(String)}[place] as metric,
      {windows:Array(Int64)}[place] as window,
      cohort as (
        select enrollment_no
        from ${enrollmentFacts}
        where workspace = {workspace:String} and sequence = {sequence:String} and version = {version:UInt32}
          and kind in ('enrolled', 'migrated')
        group by enrollment_no
        -- Who went on in another version has not seen the whole schedule of this one, nor of that.
        having countIf(kind = 'migrated') = 0
          and toUnixTimestamp64Milli(min(first_at)) + {span:Int64} <= {asOf:Int64}
      ),
      touch as (
        select
          step,
          enrollment_no,
          visit,
          minOrNullIf(first_at, kind = 'sent') as sent_at,
          minOrNullIf(first_at, ${outcomeCondition('kind', 'metric')}) as outcome_at,
          countIf(kind = 'bounced') > 0 as bounced
        from ${touchFacts}
        where workspace = {workspace:String} and sequence = {sequence:String} and version = {version:UInt32}
          and ${ABOUT_QUESTIONS}
        group by step, variant, enrollment_no, visit, touch_at
        having outcome_at < fromUnixTimestamp64Milli(toUnixTimestamp64Milli(sent_at) + window, 'UTC') and not bounced
      ),
      first as (
        select enrollment_no, argMin(step, (outcome_at, visit)) as step
        from touch
        where enrollment_no in cohort
        group by enrollment_no
      )
    select
      (select count() from cohort) as enrollments,
      (select groupArray((step, successes)) from (
        select step, count() as successes from first group by step order by step)) as successes`;
  const [row] = await queryRows<{ enrollments: number; successes: [string, number][] }>(clickhouse, query, {
    workspace,
    sequence,
    version,
    asOf,
    span,
    ...questionParams(questions),
  });
  return {
    enrollments: row?.enrollments ?? 0,
    successes: (row?.successes ?? []).map(([step, successes]) => ({ step, successes })),
  };
}
