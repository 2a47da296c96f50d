import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export type SequenceState = 'draft' | 'published' | 'paused' | 'archived';

export interface SavedSequence {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly state: SequenceState;
  /** The draft as it was written. */
  readonly draft: unknown;
  /** Names this draft: another draft has another one. */
  readonly draftTag: string;
  readonly version: number | null;
  readonly savedAt: Instant;
  readonly publishedAt: Instant | null;
}

/** A sequence by its key. Uses sequence_workspace_id_key_key, sequence_version_pkey. */
export async function findSavedSequence(
  sql: Sql,
  workspaceId: number,
  key: string,
): Promise<SavedSequence | null> {
  const [row] = await sql<SavedSequence[]>`
    select s.id, s.key, s.name, s.state, s.draft, md5(s.draft::text) as "draftTag", s.latest_version as version,
      s.saved_at as "savedAt", v.published_at as "publishedAt"
    from sequence s
    left join sequence_version v on v.sequence_id = s.id and v.version = s.latest_version
    where s.workspace_id = ${workspaceId} and s.key = ${key}`;
  return row ?? null;
}
