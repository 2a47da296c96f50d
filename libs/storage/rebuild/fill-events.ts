import type { ClickHouseClient } from '@clickhouse/client';
import type { EventLog } from '../event-log/event-log.ts';
import { makeBatch } from '../sink/batch.ts';
import { insertAroundPoison } from '../sink/insert-around-poison.ts';
import { prepareInsert } from '../sink/insert-events.ts';
import { readAhead } from '../sink/read-ranges.ts';

const ROWS = 10_000;

/**
 * Reads the log from these offsets to where it ends now, and puts its events into a table; answers the offsets behind
 * them. It goes on meanwhile, and who wanted all of it would read for as long as anything comes in. What cannot become a
 * row was laid aside by the sink already.
 */
export async function fillEvents(
  { clickhouse, signal }: { clickhouse: ClickHouseClient; signal?: AbortSignal },
  log: EventLog,
  table: string,
  from: readonly number[],
): Promise<number[]> {
  const insert = await prepareInsert(clickhouse, table);
  const heads = await log.heads();
  const untilNow = { ...log, heads: async () => heads };
  const next = [...from];
  for (;;) {
    signal?.throwIfAborted();
    const cursors = next.flatMap((at, part) => (at < (heads[part] ?? 0) ? [{ part, next: at }] : []));
    const reading = await readAhead(untilNow, cursors, ROWS);
    if (reading.ranges.length === 0) return next;
    const batch = makeBatch(log, reading);
    await insertAroundPoison(insert, batch.token, batch.rows);
    for (const { part, to } of batch.ranges) next[part] = to;
  }
}
