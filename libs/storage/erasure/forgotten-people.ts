import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** Somebody erased whom the log knows no more. */
export interface ForgottenPerson {
  /** The SHA-256 of their key, in hex; null where they were forgotten by a Crest that did not keep it. */
  readonly key: string | null;
  readonly erasedAt: Instant;
  readonly enrollments: readonly number[];
}

/** Everybody who is forgotten. Indexes: contact_erased, enrollment_contact. */
export async function forgottenPeople(sql: Sql): Promise<ForgottenPerson[]> {
  return await sql<ForgottenPerson[]>`${people(sql)}`;
}

/** Who was forgotten since then, or is not yet gone from all files. Indexes: contact_erased, enrollment_contact. */
export async function forgottenSince(sql: Sql, since: Instant): Promise<ForgottenPerson[]> {
  return await sql<ForgottenPerson[]>`
    ${people(sql)} and (c.bytes_gone_at is null or c.bytes_gone_at >= ${iso(since)}::timestamptz)`;
}

/**
 * The enrollments of an erased contact. One that had been merged into another had some of the other's before, and the log
 * says so under its own key.
 */
export const enrollmentsOf = (sql: Sql) => sql`
  coalesce((
    select array_agg(e.no order by e.no) from enrollment e where e.contact_id = coalesce(c.merged_into, c.id)
  ), '{}')`;

const people = (sql: Sql) => sql`
  select encode(c.forgotten_key, 'hex') as key, c.erased_at as "erasedAt", ${enrollmentsOf(sql)} as enrollments
  from contact c where c.erased_at is not null and c.erased_subject_key is null`;
