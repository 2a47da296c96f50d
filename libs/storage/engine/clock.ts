import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What time it is for the engine: a sandbox has a stored clock that stands until it is moved. */
export type Clock = { readonly mode: 'wall' } | { readonly mode: 'sandbox'; readonly now: Instant };

export async function readClock(sql: Sql): Promise<Clock> {
  const [row] = await sql<{ clock: Instant | null }[]>`select clock from installation`;
  if (!row) throw new Error('the installation row is missing: the database was not initialized');
  return row.clock === null ? { mode: 'wall' } : { mode: 'sandbox', now: row.clock };
}

/** Moves a sandbox's clock, forward only. */
export async function setClock(sql: Sql, now: Instant): Promise<void> {
  const rows = await sql`
    update installation set clock = ${iso(now)}::timestamptz
    where mode = 'sandbox' and clock <= ${iso(now)}::timestamptz returning 1`;
  if (rows.length === 0)
    throw new Error(`the clock cannot be set to ${iso(now)}: not a sandbox, or it is later already`);
}
