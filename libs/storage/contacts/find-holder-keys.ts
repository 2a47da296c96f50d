import type { Query } from '../postgres/open-postgres.ts';
import { holderKeys } from './list-contacts.ts';

/** The keys under which a contact can be suppressed; none where it is unknown. Uses contact_workspace_id_external_id_key. */
export async function findHolderKeys(sql: Query, workspaceId: number, id: string): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select key from contact named
    join contact c on c.id = coalesce(named.merged_into, named.id)
    cross join lateral unnest(array[${holderKeys(sql)}]) as key
    where named.workspace_id = ${workspaceId} and named.external_id = ${id} and key is not null`;
  return rows.map(({ key }) => key);
}
