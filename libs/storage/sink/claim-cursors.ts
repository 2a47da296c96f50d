import type { Sql } from '../postgres/open-postgres.ts';
import type { SinkId } from './cursor.ts';

export interface ClaimedCursor {
  readonly part: number;
  /** The next offset to read. */
  readonly committed: number;
  readonly epoch: number;
  /** Set when a batch up to here was begun and never finished. */
  readonly intentTo: number | null;
  readonly intentToken: string | null;
  /** How often the log was told to be read again. */
  readonly reading: number;
}

/**
 * Takes the cursors of these partitions from whoever held them: each gets a new epoch, and writes under an older one
 * match nothing from here on. In order of partition, so that two claims cannot lock each other out.
 * Index: sink_cursor_pkey.
 */
export async function claimCursors(
  sql: Sql,
  { sink, logId }: SinkId,
  parts: readonly number[],
): Promise<readonly ClaimedCursor[]> {
  return sql<ClaimedCursor[]>`
    insert into sink_cursor (sink, log_id, part)
    select ${sink}, ${logId}, part from unnest(${parts}::smallint[]) as part order by part
    on conflict (sink, log_id, part) do update set epoch = sink_cursor.epoch + 1
    returning part, committed, epoch, intent_to as "intentTo", intent_token as "intentToken", reading`;
}
