import type { Cap } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What holds for a whole workspace. */
export interface Settings {
  /** On the emails of all its sequences together to one contact. */
  readonly caps: readonly Cap[];
}

/** The settings of a workspace. Uses workspace_pkey. */
export async function readSettings(sql: Sql, workspaceId: number): Promise<Settings> {
  const [row] = await sql<Settings[]>`
    select coalesce(caps, '[]') as caps from workspace where id = ${workspaceId}`;
  if (!row) throw new Error(`workspace ${workspaceId} does not exist`);
  return row;
}

/** Changes the settings that are named; the others stay. Uses workspace_pkey. */
export async function saveSettings(sql: Sql, workspaceId: number, changes: Partial<Settings>): Promise<void> {
  const { caps } = changes;
  if (caps === undefined) return;
  await sql`
    update workspace set caps = ${caps.length === 0 ? null : JSON.stringify(caps)}::text::jsonb
    where id = ${workspaceId}`;
}
