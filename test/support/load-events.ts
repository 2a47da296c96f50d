import type { ClickHouseClient } from '@clickhouse/client';
import type { LoggedEvent } from '#engine';
import { encodeEvent, prepareInsert } from '#storage';

/** Puts events into ClickHouse as the sink does, `size` of them an insert. */
export async function loadEvents(
  clickhouse: ClickHouseClient,
  events: readonly LoggedEvent[],
  { token, size = 5000 }: { token: string; size?: number },
): Promise<void> {
  const insert = await prepareInsert(clickhouse);
  const rows = events.map((event) => {
    const encoded = encodeEvent(JSON.stringify(event));
    if (!encoded.ok) throw new Error(encoded.reason);
    return encoded.row;
  });
  for (let i = 0; i < rows.length; i += size) await insert(`${token} ${i}`, rows.slice(i, i + size));
}
