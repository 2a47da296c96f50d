import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** An enrollment that is on its way, with all that an event about it carries. */
export interface LiveEnrollment {
  readonly no: number;
  readonly id: string;
  readonly workspace: string;
  readonly sequence: string;
  readonly version: number;
  readonly enrolledAt: Instant;
  readonly arms: Readonly<Record<string, string>>;
  readonly subjectKey: string;
}

/** How many enrollments of a sequence are on their way. Reads all enrollments of the sequence. */
export async function countLive(sql: Sql, sequenceId: number): Promise<number> {
  const [row] = await sql<{ live: number }[]>`
    select count(*) as live from enrollment
    where sequence_id = ${sequenceId} and state in ('active', 'paused')`;
  return row?.live ?? 0;
}

/** Enrollments of a sequence that are on their way, by number, those after a number. Uses enrollment_pkey in order. */
export async function liveEnrollments(
  sql: Sql,
  sequenceId: number,
  page: { after: number; limit: number },
): Promise<LiveEnrollment[]> {
  return await sql<LiveEnrollment[]>`
    select e.no, e.id, w.key as workspace, s.key as sequence, e.version, e.enrolled_at as "enrolledAt", e.arms,
      c.subject_key as "subjectKey"
    from enrollment e
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    where e.sequence_id = ${sequenceId} and e.state in ('active', 'paused') and e.no > ${page.after}
    order by e.no limit ${page.limit}`;
}
