import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { ComparedSequence, CountMismatch } from './compare-counts.ts';

/** Notes what a sequence's tables count wrong, in the place of what was noted of it before. Index: count_mismatch_pkey. */
export async function noteMismatches(
  sql: Sql,
  { workspace, sequence }: ComparedSequence,
  mismatches: readonly CountMismatch[],
  now: Instant,
): Promise<void> {
  const rows = mismatches.map(({ countedIn: counted_in, workspace: _w, sequence: _s, ...rest }) => ({
    ...rest,
    counted_in,
  }));
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as g(
        version integer, step text, variant text, kind text, counted_in text, expected bigint, found bigint)
    ), gone as (
      delete from count_mismatch m where workspace = ${workspace} and sequence = ${sequence} and not exists (
        select from given g where (g.version, g.step, g.variant, g.kind, g.counted_in)
          = (m.version, m.step, m.variant, m.kind, m.counted_in))
    )
    insert into count_mismatch (workspace, sequence, version, step, variant, kind, counted_in, expected, found, noticed_at)
    select ${workspace}, ${sequence}, version, step, variant, kind, counted_in, expected, found, ${iso(now)}::timestamptz
    from given
    on conflict (workspace, sequence, version, step, variant, kind, counted_in)
      do update set expected = excluded.expected, found = excluded.found`;
}

/** What is noted of a workspace, or of all. Index: count_mismatch_pkey. */
export async function listMismatches(sql: Sql, workspace: string | null): Promise<CountMismatch[]> {
  return await sql<CountMismatch[]>`
    select workspace, sequence, version, step, variant, kind, counted_in as "countedIn", expected, found
    from count_mismatch where ${workspace}::text is null or workspace = ${workspace}
    order by workspace, sequence, version, step, variant, kind, counted_in`;
}
