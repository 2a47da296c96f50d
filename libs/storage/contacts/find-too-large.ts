import type { Query } from '../postgres/open-postgres.ts';
import { type ContactPatch, contactInput, contactRow, MAX_ATTRIBUTE_BYTES } from './upserted-contacts.ts';

/** Whose attributes would grow too large by these patches. Uses contact_workspace_id_external_id_key. */
export async function findTooLarge(
  sql: Query,
  workspaceId: number,
  patches: readonly ContactPatch[],
): Promise<Set<string>> {
  if (patches.length === 0) return new Set();
  const rows = await sql<{ id: string }[]>`
    select i.external_id as id
    from json_to_recordset(${JSON.stringify(patches.map(contactRow))}::text::json) as i(${contactInput(sql)})
    cross join lateral (
      select attributes from contact
      where workspace_id = ${workspaceId} and external_id = i.external_id and merged_into is null limit 1
    ) c
    where octet_length(((c.attributes - i.removed) || i.attributes)::text) > ${MAX_ATTRIBUTE_BYTES}`;
  return new Set(rows.map(({ id }) => id));
}
