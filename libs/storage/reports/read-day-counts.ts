import type { ClickHouseClient } from '@clickhouse/client';
import { outcomeCondition } from './outcome-condition.ts';
import { queryRows } from './query-rows.ts';
import type { ReportScope } from './report-scope.ts';
import { tablesBy } from './tables-by-attribution.ts';

export interface DayCounts {
  /** Whole 24 hours since enrollment. */
  readonly day: number;
  /** Still in at the start of the day, and observed to its end. */
  readonly atRisk: number;
  /** Of those, who had the outcome during the day. */
  readonly events: number;
}

/**
 * What ends the risk without an outcome. Completing does not: the last touch goes on being answered. Who goes on in
 * another version is not seen here any longer.
 */
const EXITS = ['unsubscribed', 'bounced', 'complained', 'exited', 'failed', 'migrated'];

/**
 * The daily hazard of the first outcome since enrollment, whatever touch it belongs to, up to and including `lastDay`.
 * A day counts for an enrollment when it is over at `asOf` (epoch ms). Key: enrollment_facts (workspace, sequence, version, kind).
 */
export async function readDayCounts(
  clickhouse: ClickHouseClient,
  { workspace, sequence, version, attribution }: ReportScope,
  { metric, asOf, lastDay }: { metric: string; asOf: number; lastDay: number },
): Promise<readonly DayCounts[]> {
  const query = `
    with
      enrollment as (
        select
          minOrNullIf(first_at, kind = 'enrolled') as enrolled_at,
          minOrNullIf(first_at, ${outcomeCondition('kind', '{metric:String}')}) as outcome_at,
          minOrNullIf(first_at, kind in {exits:Array(String)}) as exit_at
        from ${tablesBy(attribution).enrollmentFacts}
        where workspace = {workspace:String} and sequence = {sequence:String} and version = {version:UInt32}
          and (kind = 'enrolled' or ${outcomeCondition('kind', '{metric:String}')} or kind in {exits:Array(String)})
        group by enrollment_no
        having enrolled_at is not null
      ),
      toUnixTimestamp64Milli(assumeNotNull(enrolled_at)) as start,
      intDiv({asOf:Int64} - start, 86400000) as observed,
      outcome_at is not null and (exit_at is null or outcome_at <= exit_at) as success,
      if(success, outcome_at, exit_at) as left_at,
      -- The day in which it left, or the first that is not over.
      if(left_at is null, observed, intDiv(toUnixTimestamp64Milli(assumeNotNull(left_at)) - start, 86400000)) as last
    select
      arrayJoin(range(toUInt32(greatest(0, least(observed, greatest(0, last) + 1, {lastDay:Int64} + 1))))) as day,
      count() as atRisk,
      countIf(success and greatest(0, last) = day) as events
    from enrollment
    group by day
    order by day`;
  return queryRows(clickhouse, query, {
    workspace,
    sequence,
    version,
    metric,
    asOf,
    lastDay,
    exits: EXITS.filter((kind) => kind !== metric),
  });
}
