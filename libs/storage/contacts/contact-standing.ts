import type { EnrollmentRow } from '../enrollments/list-enrollments.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** Where a contact stands in a sequence. */
export interface StandingRow extends Omit<EnrollmentRow, 'contact' | 'unsentMail'> {
  readonly sequence: string;
}

/** All that a contact is and was enrolled in, latest first. Uses enrollment_contact, sequence_version_pkey. */
export async function contactStandings(sql: Sql, contact: number): Promise<StandingRow[]> {
  return await sql<StandingRow[]>`
    select e.id, e.no, s.key as sequence, e.version, e.state, e.reason,
      case when e.state in ('active', 'paused') then v.definition -> 'steps' -> e.cursor::integer ->> 'key' end
        as "nextStep",
      e.due_at as "dueAt", e.enrolled_at as "enrolledAt", e.ended_at as "endedAt"
    from enrollment e
    join sequence s on s.id = e.sequence_id
    join sequence_version v on v.sequence_id = e.sequence_id and v.version = e.version
    where e.contact_id = ${contact}
    order by e.enrolled_at desc, e.no desc`;
}

/** The other ids of a contact, and what the log calls it under all of them. Uses contact_pkey, contact_merged. */
export async function contactAliases(
  sql: Sql,
  contact: number,
): Promise<{ id: string; subjectKey: string; own: boolean }[]> {
  return await sql<{ id: string; subjectKey: string; own: boolean }[]>`
    select external_id as id, subject_key as "subjectKey", merged_into is null as own
    from contact where id = ${contact} or merged_into = ${contact} order by id`;
}
