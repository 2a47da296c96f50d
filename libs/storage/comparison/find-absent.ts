import type { ClickHouseClient } from '@clickhouse/client';
import type { LogRecord } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { queryRows } from '../reports/query-rows.ts';

/** An event of the log with what says where it belongs. */
export interface PlacedEvent {
  readonly part: number;
  readonly pos: number;
  readonly eventId: string;
  readonly workspace: string;
  readonly sequence: string;
  readonly enrollmentNo: number;
  readonly step: string;
  readonly type: string;
  /** Of its partition in ClickHouse, `YYYYMM`. */
  readonly month: string;
}

/** What a record of the log says about itself; null where it names no event, which the sink has laid aside. */
export function placeOf({ part, pos, eventId, body }: LogRecord): PlacedEvent | null {
  if (eventId === null) return null;
  const event: Readonly<Record<string, unknown>> = JSON.parse(body);
  const day = String(event.enrolledOn ?? event.occurredAt);
  return {
    ...{ part, pos, eventId },
    workspace: String(event.workspace),
    sequence: String(event.sequence),
    enrollmentNo: Number(event.enrollmentNo),
    step: String(event.step),
    type: String(event.type),
    month: day.slice(0, 7).replace('-', ''),
  };
}

/**
 * Those of these events that are not in ClickHouse. At most some thousands at a time: they stand in the text of the query.
 * Key: events (workspace, sequence, enrollment_no, event_id).
 */
export async function findAbsent(
  { sql, clickhouse }: { sql: Sql; clickhouse: ClickHouseClient },
  events: readonly PlacedEvent[],
): Promise<PlacedEvent[]> {
  if (events.length === 0) return [];
  const numbers = new Set(events.map(({ enrollmentNo }) => enrollmentNo));
  const ids = new Set(events.map(({ eventId }) => eventId));
  const found = await queryRows<{ id: string }>(
    clickhouse,
    `select distinct event_id as id from events
    where workspace in {workspaces:Array(String)} and sequence in {sequences:Array(String)}
      and enrollment_no in (${[...numbers].join(', ')})
      and event_id in (${[...ids].map((id) => `'${id}'`).join(', ')})`,
    {
      workspaces: [...new Set(events.map(({ workspace }) => workspace))],
      sequences: [...new Set(events.map(({ sequence }) => sequence))],
    },
  );
  const there = new Set(found.map(({ id }) => id));
  const absent = events.filter(({ eventId }) => !there.has(eventId));
  if (absent.length === 0) return [];
  const aside = await sql<{ id: string }[]>`
    select event_id as id from dead_letter where event_id = any(${absent.map(({ eventId }) => eventId)}::uuid[])`;
  const known = new Set(aside.map(({ id }) => id));
  return absent.filter(({ eventId }) => !known.has(eventId));
}
