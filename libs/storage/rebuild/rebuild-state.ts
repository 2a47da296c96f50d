import { randomUUID } from 'node:crypto';
import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { Offsets } from '../sink/rewind.ts';

/** What the tables are made of: the log, with new raw events; or the raw events, with all that is counted from them. */
export type RebuildSource = 'log' | 'events';

export interface RebuildState {
  readonly id: string;
  readonly source: RebuildSource;
  /** Of these months alone, `YYYYMM`; of all where there is none. */
  readonly months: readonly string[];
  /** Set once the new tables are filled: where the sink goes on when they are in place. */
  readonly resumeAt: Offsets | null;
  readonly startedAt: Instant;
}

/** The rebuild that is under way or was cut off, or null. */
export async function readRebuild(sql: Sql): Promise<RebuildState | null> {
  const [row] = await sql<RebuildState[]>`
    select id, source, months, resume_at as "resumeAt", started_at as "startedAt" from rebuild`;
  return row ?? null;
}

/** Notes that tables are being filled; one at a time (see holdUpkeep). */
export async function noteRebuild(
  sql: Sql,
  { source, months, now }: { source: RebuildSource; months: readonly string[]; now: Instant },
): Promise<RebuildState> {
  const id = randomUUID();
  await sql`
    insert into rebuild (id, source, months, started_at)
    values (${id}, ${source}, ${months as string[]}, ${iso(now)}::timestamptz)`;
  return { id, source, months, resumeAt: null, startedAt: now };
}

/** Notes that the tables are filled, and where the sink goes on. From here on the rebuild is finished, not thrown away. */
export async function noteFilled(sql: Sql, id: string, resumeAt: Offsets): Promise<void> {
  const rows = await sql`update rebuild set resume_at = ${sql.json(resumeAt)} where id = ${id} returning id`;
  if (rows.length === 0) throw new Error(`The rebuild ${id} was given up by another process.`);
}

/** Forgets the rebuild: it is over. */
export async function endRebuild(sql: Sql, id: string): Promise<void> {
  await sql`delete from rebuild where id = ${id}`;
}
