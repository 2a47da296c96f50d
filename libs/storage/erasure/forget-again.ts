import type { Instant } from '#engine';
import type { RebuildParts } from '../rebuild/rebuild.ts';
import { forgetInClickHouse } from './forget-in-clickhouse.ts';
import { forgottenSince } from './forgotten-people.ts';

/** How long a process may stand still in the middle of an insert, and then do it. */
export const LOOKED_FOR_MS = 7 * 24 * 3_600_000;
/** So many people in a statement: ClickHouse takes 256 KB of one. */
const TOGETHER = 500;

/**
 * Looks for who was forgotten in the last week, and takes out of ClickHouse what is there of them again; answers how many
 * rows that were. A sink that stood still between reading and inserting while they were forgotten, and whose partitions
 * another one has meanwhile, inserts what it had read when it wakes: no fence in PostgreSQL reaches into ClickHouse. The
 * same mends what a relay says twice, and a database that was put back from a copy.
 */
export async function forgetAgain(parts: RebuildParts, now: Instant): Promise<number> {
  const people = await forgottenSince(parts.sql, now - LOOKED_FOR_MS);
  let rows = 0;
  for (let at = 0; at < people.length; at += TOGETHER)
    rows += await forgetInClickHouse(parts, people.slice(at, at + TOGETHER), now);
  return rows;
}
