import type { EventLog } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import type { SinkId } from './cursor.ts';

export interface Backlog {
  /** The next offset to write, by partition; none of a log that was never read. */
  readonly committed: ReadonlyMap<number, number>;
  /** Events of the outbox that have not been carried to this log; 0 where the outbox is the log. */
  readonly unrelayed: number;
  readonly deadLetters: number;
  readonly gaps: number;
  readonly mismatches: number;
}

/** How far a sink is, and what it had to leave out. Index: the primary keys of the seven tables. */
export async function readBacklog(
  sql: Sql,
  { sink, logId }: SinkId,
  { isOutbox = false }: Pick<EventLog, 'isOutbox'>,
): Promise<Backlog> {
  const [totals] = await sql<[{ unrelayed: number; deadLetters: number; gaps: number; mismatches: number }]>`
    select
      -- Without cursors no relay has begun.
      (select coalesce(sum(h.next - coalesce(r.next, 0)), 0)::bigint
        from log_head h left join relay_cursor r on r.part = h.part and r.log_id = ${logId}
        where not ${isOutbox}::boolean) as unrelayed,
      -- An event that a relay repeated may lie there twice.
      (select count(distinct coalesce(event_id::text, part || ':' || pos))
        from dead_letter where sink = ${sink} and log_id = ${logId}) as "deadLetters",
      (select count(*) from sink_gap where sink = ${sink} and log_id = ${logId}) as gaps,
      (select count(*) from missing_event) + (select count(*) from count_mismatch) as mismatches`;
  const cursors = await sql<{ part: number; committed: number }[]>`
    select part, committed from sink_cursor where sink = ${sink} and log_id = ${logId}`;
  return { ...totals, committed: new Map(cursors.map(({ part, committed }) => [part, committed])) };
}
