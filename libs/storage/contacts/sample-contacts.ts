import type { Contact } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** Nobody waits for a search through all enrollments for a sequence that has had none for long. */
const NEWEST = 10_000;

/** Contacts as they are now: those who entered the sequence last, else the last of the workspace. */
export interface ContactSample {
  readonly from: 'sequence' | 'workspace';
  readonly contacts: readonly Contact[];
}

/** A sample to try texts on. Uses enrollment_pkey and contact_pkey from their ends. */
export async function sampleContacts(
  sql: Sql,
  of: { workspaceId: number; sequence: string; limit: number },
): Promise<ContactSample> {
  const enrolled = await sql<Contact[]>`
    select c.external_id as id, c.email, c.timezone, c.attributes
    from (select no, sequence_id, contact_id from enrollment order by no desc limit ${NEWEST}) e
    join sequence s on s.id = e.sequence_id and s.workspace_id = ${of.workspaceId} and s.key = ${of.sequence}
    join contact c on c.id = e.contact_id and c.erased_at is null
    order by e.no desc limit ${of.limit}`;
  if (enrolled.length > 0) return { from: 'sequence', contacts: enrolled };
  const latest = await sql<Contact[]>`
    select external_id as id, email, timezone, attributes from contact
    where workspace_id = ${of.workspaceId} and merged_into is null and erased_at is null
    order by id desc limit ${of.limit}`;
  return { from: 'workspace', contacts: latest };
}
