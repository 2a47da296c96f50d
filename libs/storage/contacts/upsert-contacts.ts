import type { Instant } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';
import { type ContactPatch, contactInput, contactRow, upsertedContacts } from './upserted-contacts.ts';

/**
 * Makes contacts or changes what is known of them, in one statement. Answers those that were written; each id may stand
 * in a call once. Uses contact_workspace_id_external_id_key.
 */
export async function upsertContacts(
  sql: Query,
  into: { workspaceId: number; now: Instant },
  patches: readonly ContactPatch[],
): Promise<{ id: string; created: boolean }[]> {
  if (patches.length === 0) return [];
  return await sql<{ id: string; created: boolean }[]>`
    with input as materialized (
      select r.*, null::bigint as moved_from
      from json_to_recordset(${JSON.stringify(patches.map(contactRow))}::text::json) as r(${contactInput(sql)})
    ),
    ${upsertedContacts(sql, into)}
    select external_id as id, created from person`;
}
