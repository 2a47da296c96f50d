import type { Sql } from '../postgres/open-postgres.ts';

export interface PublishedVersionRow {
  readonly key: string;
  readonly sequenceId: number;
  readonly version: number;
}

/** Every version that was ever published in a workspace. Uses sequence_workspace_id_key_key, sequence_version_pkey. */
export async function listPublishedVersions(sql: Sql, workspaceId: number): Promise<PublishedVersionRow[]> {
  return await sql<PublishedVersionRow[]>`
    select s.key, s.id as "sequenceId", v.version
    from sequence s join sequence_version v on v.sequence_id = s.id
    where s.workspace_id = ${workspaceId} order by s.key, v.version`;
}
