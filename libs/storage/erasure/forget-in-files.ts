import type { Instant } from '#engine';
import { noFailPoint } from '../fail-point.ts';
import { type RebuildParts, rebuildRunning } from '../rebuild/rebuild.ts';
import { holdUpkeep } from '../upkeep/hold-upkeep.ts';
import { forgetErasingCalls } from './forget-erasing-calls.ts';
import { forgetRefusedEvents } from './forget-refused-events.ts';
import { contactsInFiles, noteBytesGone, noteSmallGone } from './forgotten-contacts.ts';
import { type Removal, type Removed, removeBytes } from './remove-bytes.ts';

/**
 * Removes the bytes of who is forgotten everywhere from the files of PostgreSQL, one process at a time; null where there
 * is nobody. Who waits for large tables alone goes when these are asked for. Refuses with `rebuild-running`.
 */
export async function forgetInFiles(
  { sql, failPoint = noFailPoint, signal }: RebuildParts,
  { now, ...removal }: Removal & { readonly now: Instant },
): Promise<Removed | null> {
  const done = await holdUpkeep(sql, async () => {
    const contacts = await contactsInFiles(sql);
    if (!contacts.some(({ waitsForLarge }) => removal.large || !waitsForLarge)) return { removed: null };
    await forgetErasingCalls(sql);
    await forgetRefusedEvents(sql);
    const removed = await removeBytes(sql, { ...removal, ...(signal && { signal }) });
    failPoint('erase.files');
    const numbers = contacts.map(({ no }) => no);
    if (removed.large.length === 0) await noteBytesGone(sql, numbers, now);
    else await noteSmallGone(sql, numbers, now);
    return { removed };
  });
  if (done === null) throw rebuildRunning();
  return done.removed;
}
