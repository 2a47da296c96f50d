import type { EventLog } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { rewind } from './rewind.ts';

/**
 * Tells the sink to read the whole log again, from the first record that it still keeps, whichever process the sink
 * runs in. No report changes but where ClickHouse had lost something. Answers how many events the log holds.
 */
export async function replayLog({ sql, log }: { sql: Sql; log: EventLog }): Promise<{ events: number }> {
  const lows = await log.lows();
  const heads = await log.heads();
  await rewind(sql, { [log.id]: Object.fromEntries(lows.map((low, part) => [part, low])) });
  return { events: heads.reduce((sum, head, part) => sum + head - (lows[part] ?? 0), 0) };
}
