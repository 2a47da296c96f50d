import type { Sql } from '../postgres/open-postgres.ts';

/** How many enrollments are under way to a step, in whatever version they started with. */
export interface Standing {
  readonly step: string;
  readonly waiting: number;
}

/**
 * Where the enrollments of a sequence stand: by the step that comes next for them, all versions together.
 * Counts by version and cursor first, so that a definition is read once and not once an enrollment.
 * Reads all enrollments: an index by sequence would be written anew with every step. Uses sequence_version_pkey.
 */
export async function countStanding(sql: Sql, sequenceId: number): Promise<Standing[]> {
  return await sql<Standing[]>`
    with standing as (
      select version, cursor, count(*) as waiting from enrollment
      where sequence_id = ${sequenceId} and state in ('active', 'paused')
      group by version, cursor
    )
    select v.definition -> 'steps' -> p.cursor::integer ->> 'key' as step, sum(p.waiting)::bigint as waiting
    from standing p join sequence_version v on v.sequence_id = ${sequenceId} and v.version = p.version
    where v.definition -> 'steps' -> p.cursor::integer is not null
    group by 1 order by 1`;
}
