import type { Sql } from '../postgres/open-postgres.ts';
import { mailboxColumns, type StoredMailbox } from './mailbox-row.ts';

/** One mailbox of a workspace. Uses mailbox_workspace_id_key_key. */
export async function findMailbox(sql: Sql, workspaceId: number, key: string): Promise<StoredMailbox | null> {
  const [row] = await sql<StoredMailbox[]>`
    select ${mailboxColumns(sql)} from mailbox m where m.workspace_id = ${workspaceId} and m.key = ${key}`;
  return row ?? null;
}

/** The mailboxes of a workspace by key. Uses mailbox_workspace_id_key_key. */
export async function listMailboxes(
  sql: Sql,
  workspaceId: number,
  page: { readonly after: string | null; readonly limit: number },
): Promise<StoredMailbox[]> {
  return await sql<StoredMailbox[]>`
    select ${mailboxColumns(sql)} from mailbox m
    where m.workspace_id = ${workspaceId} and m.key > ${page.after ?? ''}
    order by m.key limit ${page.limit}`;
}

/** Which of these keys name no mailbox of the workspace? Uses mailbox_workspace_id_key_key. */
export async function missingMailboxes(
  sql: Sql,
  workspaceId: number,
  keys: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select asked.key from unnest(${keys as string[]}::text[]) with ordinality as asked(key, nth)
    where not exists (select from mailbox m where m.workspace_id = ${workspaceId} and m.key = asked.key)
    order by asked.nth`;
  return rows.map((row) => row.key);
}
