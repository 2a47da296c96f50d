import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** Somebody erased whom the log knows no more. */
export interface ForgottenPerson {
  /** The SHA-256 of their key, in hex. */
  readonly key: string;
  readonly erasedAt: Instant;
  readonly enrollments: readonly number[];
}

/** Everybody who is forgotten. Indexes: contact_forgotten, enrollment_contact. */
export async function forgottenPeople(sql: Sql): Promise<ForgottenPerson[]> {
  return await sql<ForgottenPerson[]>`
    select encode(c.forgotten_key, 'hex') as key, c.erased_at as "erasedAt",
      coalesce((select array_agg(e.no) from enrollment e where e.contact_id = c.id), '{}') as enrollments
    from contact c where c.forgotten_key is not null`;
}
