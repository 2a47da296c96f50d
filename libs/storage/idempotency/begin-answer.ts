import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** What an Idempotency-Key stands for: the same key on another path or in another workspace is another one. */
export interface AnswerKey {
  readonly workspaceId: number;
  readonly method: string;
  readonly path: string;
  readonly key: string;
}

export type Begun =
  /** The caller is the first, or the first in a day: do the work. */
  | { readonly kind: 'begun' }
  /** The work was done: this is its answer, as it was sent. */
  | { readonly kind: 'answered'; readonly status: number; readonly answer: string }
  /** Somebody is doing the work now. */
  | { readonly kind: 'running' }
  /** The key was used for another body. */
  | { readonly kind: 'mismatch' };

const DAY = 24 * 60 * 60 * 1000;
/** After this long without an answer the process that began is taken for dead. Nothing takes this long. */
const ABANDONED = 15 * 60 * 1000;

/** Takes an idempotency key, or says what became of the call that took it before. Uses idempotency_pkey. */
export async function beginAnswer(
  sql: Sql,
  at: { now: Instant },
  of: AnswerKey,
  bodyHash: Uint8Array,
): Promise<Begun> {
  const hash = Buffer.from(bodyHash);
  const taken = await sql`
    insert into idempotency as i (workspace_id, method, path, key, body_hash, created_at)
    values (${of.workspaceId}, ${of.method}, ${of.path}, ${of.key}, ${hash}, ${iso(at.now)}::timestamptz)
    on conflict (workspace_id, method, path, key) do update
      set body_hash = excluded.body_hash, status = null, answer = null, created_at = excluded.created_at
      where i.created_at <= ${iso(at.now - DAY)}::timestamptz
        or (i.status is null and i.created_at <= ${iso(at.now - ABANDONED)}::timestamptz)
    returning 1`;
  if (taken.length === 1) return { kind: 'begun' };
  const [row] = await sql<{ same: boolean; status: number | null; answer: string | null }[]>`
    select body_hash = ${hash} as same, status, answer #>> '{}' as answer from idempotency
    where workspace_id = ${of.workspaceId} and method = ${of.method} and path = ${of.path} and key = ${of.key}`;
  // The other call failed and gave the key back between the two statements.
  if (!row) return { kind: 'running' };
  if (!row.same) return { kind: 'mismatch' };
  if (row.status === null || row.answer === null) return { kind: 'running' };
  return { kind: 'answered', status: row.status, answer: row.answer };
}
