import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from './query-rows.ts';
import { dayParams, type ReportScope, type TouchDays } from './report-scope.ts';
import { tablesBy } from './tables-by-attribution.ts';

/** How many enrollments had each kind of event at a step; each counts once, however often it came there. */
export interface StepCounts {
  readonly step: string;
  /** Null for all variants together. */
  readonly variant: string | null;
  readonly reached: number;
  readonly sent: number;
  /** Sent, and not bounced. */
  readonly unbounced: number;
  /** With a delivery report. */
  readonly delivered: number;
  readonly opened: number;
  readonly openedByMachine: number;
  readonly clicked: number;
  readonly replied: number;
  readonly autoReplied: number;
  readonly converted: number;
  readonly unsubscribed: number;
  readonly complained: number;
  readonly bounced: number;
  readonly skipped: number;
  readonly heldOut: number;
}

/**
 * Counts from the rollup, over touches of these days: for each step as a whole and for each of its variants. A step that
 * nobody has come to has no row. Key: step_rollup (workspace, sequence, version).
 */
export async function readStepCounts(
  clickhouse: ClickHouseClient,
  { workspace, sequence, version, attribution }: ReportScope,
  days: TouchDays,
): Promise<readonly StepCounts[]> {
  const query = `
    select
      step,
      if(grouping(arm) = 1, null, toString(arm)) as variant,
      groupBitmapMergeIf(who, kind = 'reached') as reached,
      groupBitmapMergeIf(who, kind = 'sent') as sent,
      bitmapAndnotCardinality(
        groupBitmapMergeStateIf(who, kind = 'sent'),
        groupBitmapMergeStateIf(who, kind = 'bounced')
      ) as unbounced,
      groupBitmapMergeIf(who, kind = 'delivered') as delivered,
      groupBitmapMergeIf(who, kind = 'opened') as opened,
      groupBitmapMergeIf(who, kind = 'opened:machine') as openedByMachine,
      groupBitmapMergeIf(who, kind = 'clicked') as clicked,
      groupBitmapMergeIf(who, kind = 'replied') as replied,
      groupBitmapMergeIf(who, kind = 'auto-replied') as autoReplied,
      groupBitmapMergeIf(who, kind = 'converted' or startsWith(kind, 'converted:')) as converted,
      groupBitmapMergeIf(who, kind = 'unsubscribed') as unsubscribed,
      groupBitmapMergeIf(who, kind = 'complained') as complained,
      groupBitmapMergeIf(who, kind = 'bounced') as bounced,
      groupBitmapMergeIf(who, kind = 'task-skipped') as skipped,
      groupBitmapMergeIf(who, kind = 'held-out') as heldOut
    from (
      select step, variant as arm, kind, who
      from ${tablesBy(attribution).stepRollup}
      where workspace = {workspace:String} and sequence = {sequence:String} and version = {version:UInt32}
        and cohort >= {from:Date} and cohort < {to:Date}
    )
    group by grouping sets ((step), (step, arm))
    order by step, variant`;
  return queryRows(clickhouse, query, { workspace, sequence, version, ...dayParams(days) });
}
