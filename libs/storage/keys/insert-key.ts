import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { KeyScope } from './key-scope.ts';

export interface NewKey {
  readonly id: string;
  readonly workspaceId: number;
  /** SHA-256 of the whole key; the key itself is stored nowhere. */
  readonly hash: Uint8Array;
  readonly scopes: readonly KeyScope[];
}

/** Stores a key by its hash. Uses api_key_pkey. */
export async function insertKey(sql: Sql, at: { now: Instant }, key: NewKey): Promise<void> {
  await sql`
    insert into api_key (id, workspace_id, hash, scopes, created_at)
    values (${key.id}, ${key.workspaceId}, ${Buffer.from(key.hash)}, ${[...key.scopes]}, ${iso(at.now)}::timestamptz)`;
}
