import type { ClickHouseClient } from '@clickhouse/client';
import { outcomeCondition } from './outcome-condition.ts';
import { queryRows } from './query-rows.ts';
import { dayParams, type ReportScope, type TouchDays } from './report-scope.ts';
import { ABOUT_QUESTIONS, questionParams, type StepQuestion } from './step-question.ts';
import { tablesBy } from './tables-by-attribution.ts';

/** How many enrollments a step was watched on for its whole window, and how many of them had the outcome in it. */
export interface StepRate {
  readonly step: string;
  /** Null for all variants together. */
  readonly variant: string | null;
  readonly trials: number;
  readonly successes: number;
  /** In the denominator, but the window of no touch of theirs is over. */
  readonly immature: number;
}

/**
 * Rates by cohort: a touch is mature when its window has passed at `asOf` (epoch ms), whatever came of it, and an
 * outcome counts when it came within the window. Exact to the millisecond, so from the facts and not from the rollup,
 * which knows days. An enrollment counts once a step. Key: touch_facts (workspace, sequence, version, kind).
 */
export async function readStepRates(
  clickhouse: ClickHouseClient,
  { workspace, sequence, version, attribution }: ReportScope,
  questions: readonly StepQuestion[],
  { asOf, days }: { asOf: number; days: TouchDays },
): Promise<readonly StepRate[]> {
  const query = `
    with
      indexOf({steps:Array(String)}, step) as place,
      {metrics:Array(String)}[place] as metric,
      {windows:Array(Int64)}[place] as window,
      {denominators:Array(String)}[place] as denominator,
      touch as (
        select
          step,
          variant as arm,
          enrollment_no,
          touch_at,
          minOrNullIf(first_at, kind = 'sent') as sent_at,
          minOrNullIf(first_at, ${outcomeCondition('kind', 'metric')}) as outcome_at,
          countIf(kind = 'bounced') > 0 as bounced,
          countIf(kind = 'delivered') > 0 as delivered,
          toUnixTimestamp64Milli(if(denominator = 'reached', coalesce(sent_at, touch_at), sent_at)) as base
        from ${tablesBy(attribution).touchFacts}
        where workspace = {workspace:String} and sequence = {sequence:String} and version = {version:UInt32}
          and ${ABOUT_QUESTIONS}
        group by step, arm, enrollment_no, visit, touch_at
      ),
      multiIf(
        base is null, false,
        denominator = 'sent', not bounced,
        denominator = 'delivered', delivered and not bounced,
        true
      ) as watched,
      base + window <= {asOf:Int64} as mature,
      outcome_at is not null and toUnixTimestamp64Milli(outcome_at) < base + window as success
    select
      step,
      if(grouping(arm) = 1, null, toString(arm)) as variant,
      groupBitmapIf(enrollment_no, watched and mature) as trials,
      groupBitmapIf(enrollment_no, watched and mature and success) as successes,
      groupBitmapIf(enrollment_no, watched) - trials as immature
    from touch
    where toDate(fromUnixTimestamp64Milli(assumeNotNull(base), 'UTC')) >= {from:Date}
      and toDate(fromUnixTimestamp64Milli(assumeNotNull(base), 'UTC')) < {to:Date}
      and base is not null
    group by grouping sets ((step), (step, arm))
    order by step, variant`;
  return queryRows(clickhouse, query, {
    workspace,
    sequence,
    version,
    asOf,
    ...dayParams(days),
    ...questionParams(questions),
  });
}
