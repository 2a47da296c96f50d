import type { Query } from '../../postgres/open-postgres.ts';
import { logEvents } from './log-events.ts';

export interface NewEvent {
  readonly part: number;
  readonly eventId: string;
  /** The raw JSON text of one LoggedEvent. */
  readonly body: string;
}

/**
 * Writes events to the log table, in one statement; those of a partition in the order given. Who has to know an event
 * twice keeps the second one out before: the log takes what it is given.
 * Indexes: see logEvents.
 */
export async function appendEvents(sql: Query, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const parts = events.map((event) => event.part);
  const ids = events.map((event) => event.eventId);
  const bodies = events.map((event) => event.body);
  const source = sql`
    select part, event_id, body::json as body, nth
    from unnest(${parts}::smallint[], ${ids}::uuid[], ${bodies}::text[]) with ordinality as given (part, event_id, body, nth)`;
  await sql`with ${logEvents(sql, source)} select count(*) from logged`;
}
