import type { Instant, Wake } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type EnrollmentRow, enrollmentColumns, enrollmentSource } from './list-enrollments.ts';

/** One enrollment with all that an event about it carries, and that its due time hangs on. */
export interface FoundEnrollment extends EnrollmentRow {
  readonly sequenceId: number;
  readonly sequence: string;
  readonly workspace: string;
  readonly subjectKey: string;
  readonly timezone: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly arms: Readonly<Record<string, string>>;
  readonly cursor: number;
  readonly lastEmailAt: Instant | null;
  /** The instant that days are counted from. */
  readonly countsFrom: Instant;
  readonly wake: Wake | null;
  /** Raised by whatever happens to it: a change that was worked out under an older one is void. */
  readonly epoch: number;
}

/** An enrollment by its id. Uses enrollment_id_key, contact_pkey, sequence_version_pkey. */
export async function findEnrollment(
  sql: Sql,
  workspaceId: number,
  id: string,
): Promise<FoundEnrollment | null> {
  const [row] = await sql<FoundEnrollment[]>`
    select ${enrollmentColumns(sql)}, e.sequence_id as "sequenceId", s.key as sequence, w.key as workspace,
      c.subject_key as "subjectKey", c.timezone, c.attributes, e.arms, e.cursor, e.last_email_at as "lastEmailAt",
      coalesce(e.counts_from, e.enrolled_at) as "countsFrom", e.wake, e.epoch
    ${enrollmentSource(sql)}
    join workspace w on w.id = s.workspace_id
    where e.id = ${id}::uuid and s.workspace_id = ${workspaceId}`;
  return row ?? null;
}
