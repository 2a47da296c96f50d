import type { ClickHouseClient } from '@clickhouse/client';
import type { Instant, StepTypes } from '#engine';
import { type Completeness, type CountedAttribution, completeness, type EventLog, type Sql } from '#storage';

/** What a read-out is made from. */
export interface Sources {
  readonly sql: Sql;
  readonly clickhouse: ClickHouseClient;
  readonly log: EventLog;
  readonly now: () => Instant;
  /** What the steps of sequences can be; those that Crest has, where nothing is said. */
  readonly types?: StepTypes;
  readonly workspace: { readonly id: number; readonly key: string };
}

/** What every read-out carries: as of when, on how much, what it counts, and by which events. */
export interface ReadOutHead {
  readonly asOf: string;
  readonly completeness: Completeness;
  readonly unit: 'enrollment';
  readonly attribution: CountedAttribution;
}

export async function readHead(
  { sql, log }: Sources,
  { asOf, attribution }: { asOf: Instant; attribution: CountedAttribution },
): Promise<ReadOutHead> {
  return {
    asOf: new Date(asOf).toISOString(),
    completeness: await completeness({ sql, log }),
    unit: 'enrollment',
    attribution,
  };
}
