import type { Sql } from '../postgres/open-postgres.ts';
import type { SequenceState } from './find-saved-sequence.ts';

/** The states of those of these sequences that there are. Uses sequence_workspace_id_key_key. */
export async function findStates(
  sql: Sql,
  workspaceId: number,
  keys: readonly string[],
): Promise<Map<string, SequenceState>> {
  const rows = await sql<{ key: string; state: SequenceState }[]>`
    select key, state from sequence
    where workspace_id = ${workspaceId} and key = any(${keys as string[]}::text[])`;
  return new Map(rows.map(({ key, state }) => [key, state]));
}
