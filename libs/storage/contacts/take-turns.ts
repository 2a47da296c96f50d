import type { Query } from '../postgres/open-postgres.ts';

/**
 * Lets one merge or erasure of a workspace go on at a time, to the end of the transaction. What a statement sees is fixed
 * before it waits for a lock: of two merges in a chain the second would not see whom the first brought along. It has to
 * be a statement of its own, so that the next one sees all. Uses workspace_pkey.
 */
export async function takeTurns(tx: Query, workspaceId: number): Promise<void> {
  await tx`select from workspace where id = ${workspaceId} for no key update`;
}
