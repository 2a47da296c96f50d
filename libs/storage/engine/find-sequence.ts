import type { Sql } from '../postgres/open-postgres.ts';

export interface SequenceRow {
  readonly id: number;
  readonly key: string;
  readonly state: 'draft' | 'published' | 'paused' | 'archived';
  readonly latestVersion: number | null;
}

/** A sequence by its key, or null. Uses sequence_workspace_id_key_key. */
export async function findSequence(sql: Sql, workspaceId: number, key: string): Promise<SequenceRow | null> {
  const [row] = await sql<SequenceRow[]>`
    select id, key, state, latest_version as "latestVersion"
    from sequence where workspace_id = ${workspaceId} and key = ${key}`;
  return row ?? null;
}
