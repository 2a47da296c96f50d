import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { SequenceState } from './find-saved-sequence.ts';

export interface SequenceSummary {
  readonly key: string;
  readonly name: string;
  readonly state: SequenceState;
  readonly version: number | null;
  readonly savedAt: Instant;
}

/** The sequences of a workspace by key, those after a key. Uses sequence_workspace_id_key_key. */
export async function listSequences(
  sql: Sql,
  workspaceId: number,
  page: { after: string | null; limit: number },
): Promise<SequenceSummary[]> {
  return await sql<SequenceSummary[]>`
    select key, name, state, latest_version as version, saved_at as "savedAt" from sequence
    where workspace_id = ${workspaceId} and key > ${page.after ?? ''}
    order by key limit ${page.limit}`;
}
