import type { Sql } from '../postgres/open-postgres.ts';
import type { FencedRange, Range, SinkId } from './cursor.ts';
import { heldRanges, isHeld } from './held-ranges.ts';

/** A record that cannot become a row, and why. */
export interface DeadLetter {
  readonly part: number;
  readonly pos: number;
  /** Null where the record names no event. */
  readonly eventId: string | null;
  readonly reason: string;
  readonly body: string;
}

/**
 * After a batch is inserted: moves the cursors to the end of its ranges, and in the same statement records what could
 * not be inserted and what the log had lost. False, and nothing is written, when somebody else holds one of the
 * partitions. Index: sink_cursor_pkey, dead_letter_pkey, sink_gap_pkey.
 */
export async function finishBatch(
  sql: Sql,
  id: SinkId,
  batch: {
    readonly ranges: readonly FencedRange[];
    readonly deadLetters: readonly DeadLetter[];
    readonly gaps: readonly Range[];
    readonly now: Date;
  },
): Promise<boolean> {
  const { sink, logId } = id;
  const { ranges, deadLetters, gaps, now } = batch;
  const finished = await sql`
    with ${heldRanges(sql, id, ranges)}, moved as (
      update sink_cursor c set committed = range.upto, intent_to = null, intent_token = null
      from range
      where ${isHeld(sql, id)}
      returning c.part
    ), dead as (
      insert into dead_letter (sink, log_id, part, pos, event_id, reason, body, noticed_at)
      select ${sink}, ${logId}, letter.*, ${now}
      from unnest(
        ${deadLetters.map((letter) => letter.part)}::smallint[],
        ${deadLetters.map((letter) => letter.pos)}::bigint[],
        ${deadLetters.map((letter) => letter.eventId)}::uuid[],
        ${deadLetters.map((letter) => letter.reason)}::text[],
        ${deadLetters.map((letter) => letter.body)}::text[]
      ) as letter (part, pos, event_id, reason, body)
      where exists (select from moved)
      on conflict do nothing
    ), lost as (
      insert into sink_gap (sink, log_id, part, from_pos, to_pos, noticed_at)
      select ${sink}, ${logId}, gap.*, ${now}
      from unnest(
        ${gaps.map((gap) => gap.part)}::smallint[],
        ${gaps.map((gap) => gap.from)}::bigint[],
        ${gaps.map((gap) => gap.to)}::bigint[]
      ) as gap (part, from_pos, to_pos)
      where exists (select from moved)
      on conflict do nothing
    )
    select part from moved`;
  return finished.length === ranges.length;
}
