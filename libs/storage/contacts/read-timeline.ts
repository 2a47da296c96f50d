import type { ClickHouseClient } from '@clickhouse/client';
import { queryRows } from '../reports/query-rows.ts';

/** One event about a contact, as it was logged. */
export interface TimelineEvent {
  readonly eventId: string;
  readonly type: string;
  readonly name: string;
  readonly occurredAt: string;
  readonly sequence: string;
  readonly step: string;
  readonly variant: string;
  readonly enrollmentId: string | null;
  readonly machine: boolean;
  readonly attribution: string;
  readonly value: number | null;
  readonly currency: string;
  /** What its type has besides: where a branch led, why an exit was taken, what became of a task. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Where a page starts: behind the last one of the page before. */
export interface TimelineMark {
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  readonly eventId: string;
}

export interface TimelineQuestion {
  readonly workspace: string;
  readonly enrollments: readonly { readonly sequence: string; readonly no: number }[];
  /** What the log calls the contact in events that belong to no enrollment. */
  readonly subjectKeys: readonly string[];
  readonly after: TimelineMark | null;
  readonly limit: number;
}

/**
 * The events of a contact, newest first. Key: events (workspace, sequence, enrollment_no); those without an enrollment
 * stand together under the sequence ''.
 */
export async function readTimeline(
  clickhouse: ClickHouseClient,
  { workspace, enrollments, subjectKeys, after, limit }: TimelineQuestion,
): Promise<TimelineEvent[]> {
  const query = `
    select
      event_id as eventId, type, name,
      formatDateTime(occurred_at, '%Y-%m-%dT%H:%i:%S.', 'UTC')
        || leftPad(toString(toUnixTimestamp64Milli(occurred_at) % 1000), 3, '0') || 'Z' as occurredAt,
      sequence, step, variant, enrollment_id as enrollmentId, toBool(events.machine) as machine, attribution, value, currency, properties
    from events final
    where workspace = {workspace:String}
      and (
        (sequence in {sequences:Array(String)} and enrollment_no in {numbers:Array(UInt64)})
        or (sequence = '' and enrollment_no = 0 and subject_key in {subjects:Array(String)}))
      and (occurred_at, event_id) < (fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {event:UUID})
    order by occurred_at desc, event_id desc
    limit {limit:UInt32}`;
  const rows = await queryRows<Omit<TimelineEvent, 'properties'> & { readonly properties: string }>(
    clickhouse,
    query,
    {
      workspace,
      sequences: [...new Set(enrollments.map(({ sequence }) => sequence))],
      numbers: enrollments.map(({ no }) => no),
      subjects: subjectKeys,
      at: after?.occurredAt ?? LAST.occurredAt,
      event: after?.eventId ?? LAST.eventId,
      limit,
    },
  );
  return rows.map((row) => ({ ...row, properties: JSON.parse(row.properties) }));
}

/** Behind every event there can be: ClickHouse holds the days up to 2299. */
const LAST: TimelineMark = {
  occurredAt: Date.parse('2299-12-31T00:00:00Z'),
  eventId: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};
