import { randomUUID } from 'node:crypto';
import { DomainError, type Instant, iso } from '#engine';
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

/** Notes that tables are being filled, and answers the id of that; null where another rebuild is under way. */
export async function noteRebuild(
  sql: Sql,
  { source, months, now }: { source: RebuildSource; months: readonly string[]; now: Instant },
): Promise<string | null> {
  const [noted] = await sql<{ id: string }[]>`
    insert into rebuild (id, source, months, started_at)
    values (${randomUUID()}, ${source}, ${months as string[]}, ${iso(now)}::timestamptz)
    on conflict do nothing
    returning id`;
  return noted?.id ?? null;
}

/** Notes that the tables are filled, and where the sink goes on. From here on the rebuild is finished, not thrown away. */
export async function noteFilled(sql: Sql, id: string, resumeAt: Offsets): Promise<void> {
  const rows = await sql`update rebuild set resume_at = ${sql.json(resumeAt)} where id = ${id} returning id`;
  if (rows.length === 0) throw rebuildGivenUp();
}

/** Forgets the rebuild: it is over. */
export async function endRebuild(sql: Sql, id: string): Promise<void> {
  await sql`delete from rebuild where id = ${id}`;
}

/** Forgets the rebuild, unless its tables are filled. */
export async function endUnfilled(sql: Sql, id: string): Promise<void> {
  await sql`delete from rebuild where id = ${id} and resume_at is null`;
}

export const rebuildGivenUp = () =>
  new DomainError({
    code: 'rebuild-given-up',
    detail: 'Another process took this for cut off, and threw away the tables that were being filled.',
    fix: 'Nothing was exchanged. Look whether connections to PostgreSQL are cut, then try again.',
  });
