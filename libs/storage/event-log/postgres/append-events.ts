import { logTail } from '../../engine/log-tail.ts';
import type { Sql } from '../../postgres/open-postgres.ts';

export interface NewEvent {
  readonly part: number;
  readonly eventId: string;
  /** The raw JSON text of one LoggedEvent. */
  readonly body: string;
}

/**
 * Writes events to the log table, in one statement; those of a partition in the order given. It takes what it is
 * given: who may see an event twice keeps the second one out before.
 * Index: log_head_pkey.
 */
export async function appendEvents(sql: Sql, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const parts = events.map((event) => event.part);
  const bodies = events.map((event) => event.body);
  await sql`
    with ev as materialized (
      select part, ord, 1::smallint as count, null::text as shared, own
      from unnest(${parts}::smallint[], ${bodies}::text[]) with ordinality as given (part, own, ord)
    ),
    ${logTail(sql, [])}
    select 1`;
}
