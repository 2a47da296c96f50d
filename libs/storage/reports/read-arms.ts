import type { ClickHouseClient } from '@clickhouse/client';
import { outcomeCondition } from './outcome-condition.ts';
import { queryRows } from './query-rows.ts';
import { type CountedAttribution, tablesBy } from './tables-by-attribution.ts';

export interface ArmQuestion {
  readonly workspace: string;
  readonly sequence: string;
  /** The versions whose enrollments are read together. */
  readonly versions: readonly number[];
  /** The step at which the arm is drawn. */
  readonly step: string;
  readonly metric: string;
  /** How long after the draw an outcome counts, and when an enrollment is mature; milliseconds. */
  readonly horizon: number;
  /** Epoch milliseconds. */
  readonly asOf: number;
  /** All, unless it says otherwise. */
  readonly attribution?: CountedAttribution;
}

/** What became of the enrollments of one arm. */
export interface ArmCounts {
  readonly arm: string;
  readonly assigned: number;
  /** Of those, to whom the step was sent. */
  readonly exposed: number;
  readonly unsubscribed: number;
  readonly complained: number;
  readonly bounced: number;
  /** By UTC day on which they matured, oldest first; days without any are left out. */
  readonly matured: readonly { readonly day: string; readonly units: number; readonly successes: number }[];
}

/**
 * The arms of an experiment, each enrollment in the arm that it drew first: intention to treat. An outcome is the metric
 * at the step or at any later touch, within the horizon. Guardrail events count at the tested touch alone: what later
 * steps do to people is the same for every arm, and seven steps of it would break any limit meant for one.
 * Key: touch_facts (workspace, sequence, version, kind).
 */
export async function readArms(
  clickhouse: ClickHouseClient,
  { attribution, ...question }: ArmQuestion,
): Promise<readonly ArmCounts[]> {
  const { touchFacts } = tablesBy(attribution);
  const query = `
    with
      unit as (
        select
          enrollment_no,
          argMin(variant, first_at) as arm,
          argMin(visit, first_at) as drawn_visit,
          min(first_at) as drawn_at
        from ${touchFacts}
        where workspace = {workspace:String} and sequence = {sequence:String}
          and version in {versions:Array(UInt32)} and kind = 'assigned' and step = {step:String}
        group by enrollment_no
      ),
      outcome as (
        select
          any(unit.arm) as arm,
          toUnixTimestamp64Milli(any(unit.drawn_at)) + {horizon:Int64} as matures_at,
          minOrNullIf(first_at, ${outcomeCondition('kind', '{metric:String}')}) as outcome_at,
          countIf(kind = 'sent' and step = {step:String}) > 0 as exposed,
          countIf(kind = 'unsubscribed' and visit = unit.drawn_visit) > 0 as unsubscribed,
          countIf(kind = 'complained' and visit = unit.drawn_visit) > 0 as complained,
          countIf(kind = 'bounced' and visit = unit.drawn_visit) > 0 as bounced
        from ${touchFacts}
        join unit on unit.enrollment_no = touch_facts.enrollment_no
        where workspace = {workspace:String} and sequence = {sequence:String}
          and version in {versions:Array(UInt32)}
          and (kind in ('assigned', 'sent', 'unsubscribed', 'complained', 'bounced')
            or ${outcomeCondition('kind', '{metric:String}')})
          and visit >= unit.drawn_visit
        group by touch_facts.enrollment_no
      ),
      day as (
        select
          arm,
          matures_at <= {asOf:Int64} as mature,
          if(mature, toString(toDate(fromUnixTimestamp64Milli(matures_at, 'UTC'))), '') as day,
          count() as units,
          countIf(toUnixTimestamp64Milli(outcome_at) < matures_at) as successes,
          countIf(exposed) as exposed,
          countIf(unsubscribed) as unsubscribed,
          countIf(complained) as complained,
          countIf(bounced) as bounced
        from outcome
        group by arm, mature, day
      )
    select
      arm,
      sum(units) as assigned,
      sum(exposed) as exposed,
      sum(unsubscribed) as unsubscribed,
      sum(complained) as complained,
      sum(bounced) as bounced,
      arraySort(groupArrayIf((day, units, successes), mature)) as matured
    from day
    group by arm
    order by arm`;
  const rows = await queryRows<Omit<ArmCounts, 'matured'> & { matured: [string, number, number][] }>(
    clickhouse,
    query,
    {
      ...question,
    },
  );
  return rows.map(({ matured, ...counts }) => ({
    ...counts,
    matured: matured.map(([day, units, successes]) => ({ day, units, successes })),
  }));
}
