import type { Sql } from '../postgres/open-postgres.ts';

/** How many enrollments that are under way have drawn an arm. */
export interface ArmHolders {
  readonly version: number;
  /** The index of the step that comes next for them. */
  readonly cursor: number;
  readonly experiment: string;
  readonly arm: string;
  readonly enrollments: number;
}

/** The arms that the enrollments of a sequence hold, by where they stand. Reads all enrollments of the sequence. */
export async function countArms(sql: Sql, sequenceId: number): Promise<ArmHolders[]> {
  return await sql<ArmHolders[]>`
    select e.version, e.cursor, a.key as experiment, a.value as arm, count(*) as enrollments
    from enrollment e cross join lateral jsonb_each_text(e.arms) a
    where e.sequence_id = ${sequenceId} and e.state in ('active', 'paused')
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`;
}
