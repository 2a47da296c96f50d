import type { Sql } from '../postgres/open-postgres.ts';
import type { KeyScope } from './key-scope.ts';

export interface StoredKey {
  readonly id: string;
  readonly workspaceId: number;
  readonly workspace: string;
  readonly hash: Uint8Array;
  readonly scopes: readonly KeyScope[];
}

/** The key of this id, unless it was revoked. Uses api_key_pkey, workspace_pkey. */
export async function findKey(sql: Sql, id: string): Promise<StoredKey | null> {
  const [row] = await sql<StoredKey[]>`
    select k.id, k.workspace_id as "workspaceId", w.key as workspace, k.hash, k.scopes
    from api_key k join workspace w on w.id = k.workspace_id
    where k.id = ${id} and k.revoked_at is null`;
  return row ?? null;
}
