import { type Instant, iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** Longer than any signature is taken for a fresh one. */
const KEPT_FOR = 2 * 86_400_000;

/**
 * Is a signed token used for what it came with first? A repeat of a call is; another event under an old signature is not.
 * Uses webhook_token_pkey, webhook_token_age.
 */
export async function useToken(
  sql: Sql,
  { now }: { readonly now: Instant },
  {
    provider,
    token,
    content,
  }: { readonly provider: string; readonly token: string; readonly content: Buffer },
): Promise<boolean> {
  const [row] = await sql<{ content: Buffer }[]>`
    with forgotten as (delete from webhook_token where seen_at < ${iso(now - KEPT_FOR)}::timestamptz)
    insert into webhook_token as t (provider, token, content, seen_at)
    values (${provider}, ${token}, ${content}, ${iso(now)}::timestamptz)
    on conflict (provider, token) do update set seen_at = t.seen_at
    returning t.content`;
  if (!row) throw new Error('an insert or an update of one row answers it');
  return row.content.equals(content);
}
