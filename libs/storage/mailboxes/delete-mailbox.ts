import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Deletes a mailbox unless sequences name it; answers whether it was there, and the keys of those sequences. What waits for it draws another.
 * Uses mailbox_workspace_id_key_key; reads the sequences of the workspace.
 */
export async function deleteMailbox(
  sql: Sql,
  workspaceId: number,
  key: string,
): Promise<{ readonly existed: boolean; readonly namedBy: string[] }> {
  const [row] = await sql<{ existed: boolean; namedBy: string[] }[]>`
    with naming as materialized (
      select key from sequence
      where workspace_id = ${workspaceId} and state in ('published', 'paused') and ${key} = any(mailboxes)
      order by key
    ),
    gone as (
      delete from mailbox where workspace_id = ${workspaceId} and key = ${key} and not exists (select from naming)
    )
    select exists (select from mailbox where workspace_id = ${workspaceId} and key = ${key}) as existed,
      array(select key from naming order by key) as "namedBy"`;
  if (!row) throw new Error('a select without from answers a row');
  return { existed: row.existed, namedBy: row.namedBy };
}
