import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface Draft {
  readonly workspaceId: number;
  readonly key: string;
  readonly name: string;
  readonly content: object;
}

/**
 * Saves the draft of a sequence, a new one or over the one before; what is published stays as it is.
 * Uses sequence_workspace_id_key_key.
 */
export async function saveDraft(sql: Sql, at: { now: Instant }, draft: Draft): Promise<void> {
  await sql`
    insert into sequence (workspace_id, key, name, state, draft, saved_at)
    values (${draft.workspaceId}, ${draft.key}, ${draft.name}, 'draft',
      ${JSON.stringify(draft.content)}::text::json, ${iso(at.now)}::timestamptz)
    on conflict (workspace_id, key) do update
      set name = excluded.name, draft = excluded.draft, saved_at = excluded.saved_at`;
}
