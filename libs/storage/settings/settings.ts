import type { Cap } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What holds for a whole workspace. */
export interface Settings {
  /** On the emails of all its sequences together to one contact. */
  readonly caps: readonly Cap[];
  /** Names under which a tracked event is a conversion, besides the goals of published sequences. */
  readonly conversions: readonly string[];
}

/** The settings of a workspace. Uses workspace_pkey. */
export async function readSettings(sql: Sql, workspaceId: number): Promise<Settings> {
  const [row] = await sql<Settings[]>`
    select coalesce(caps, '[]') as caps, conversions from workspace where id = ${workspaceId}`;
  if (!row) throw new Error(`workspace ${workspaceId} does not exist`);
  return row;
}

/** Changes the settings that are named; the others stay. Uses workspace_pkey. */
export async function saveSettings(sql: Sql, workspaceId: number, changes: Partial<Settings>): Promise<void> {
  const { caps, conversions } = changes;
  if (caps === undefined && conversions === undefined) return;
  await sql`
    update workspace set
      caps = case when ${caps !== undefined} then ${caps?.length ? JSON.stringify(caps) : null}::text::jsonb else caps end,
      conversions = coalesce(${conversions ? [...conversions] : null}::text[], conversions)
    where id = ${workspaceId}`;
}
