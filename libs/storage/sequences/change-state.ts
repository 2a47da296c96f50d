import type { Sql } from '../postgres/open-postgres.ts';
import type { SequenceState } from './find-saved-sequence.ts';

/**
 * Moves a sequence from one of the states to another and answers where it stands then; null when there is none in
 * those states. One that was never published goes back to `draft` instead of `published`.
 * Uses sequence_workspace_id_key_key.
 */
export async function changeState(
  sql: Sql,
  workspaceId: number,
  key: string,
  move: { from: readonly SequenceState[]; to: SequenceState },
): Promise<SequenceState | null> {
  const [row] = await sql<{ state: SequenceState }[]>`
    update sequence set state = case
      when ${move.to} = 'published' and latest_version is null then 'draft' else ${move.to} end
    where workspace_id = ${workspaceId} and key = ${key} and state = any(${[...move.from]})
    returning state`;
  return row?.state ?? null;
}
