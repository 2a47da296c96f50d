import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Tx } from '../with-tx.ts';

/**
 * Notes that something from outside was taken, by its ids; answers those that were not before. Whoever calls this does in
 * the same transaction what is to be done once: then it is done or can be taken again. Uses inbox_pkey.
 */
export async function takeOnce(
  tx: Tx,
  at: { now: Instant },
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx<{ id: string }[]>`
    insert into inbox (event_id, received_at)
    select distinct id, ${iso(at.now)}::timestamptz from unnest(${[...ids]}::uuid[]) as r(id) order by id
    on conflict do nothing returning event_id as id`;
  return new Set(rows.map(({ id }) => id));
}
