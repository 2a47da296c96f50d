import { type Instant, iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** A report that no event came of. */
export interface KeptNotice {
  readonly workspaceId: number;
  readonly provider: string;
  /** SHA-256 of what tells it from all others of the provider, in hex. */
  readonly key: string;
  readonly type: string;
  readonly said: string;
  readonly reason: string;
  /** What the provider sent, in JSON. */
  readonly body: string;
  readonly holderKey: string | null;
  readonly occurredAt: Instant | null;
}

/** Long enough to see it, learn what it means and have it sent again. */
const KEPT_FOR = 90 * 86_400_000;

/** Keeps what could not be made an event, once each, and forgets what is three months old. Uses kept_notice_pkey, kept_notice_age. */
export async function keepNotices(
  sql: Sql,
  { now }: { readonly now: Instant },
  notices: readonly KeptNotice[],
): Promise<number> {
  if (notices.length === 0) return 0;
  const rows = notices.map((notice) => ({
    ...notice,
    occurredAt: notice.occurredAt === null ? null : iso(notice.occurredAt),
  }));
  const { count } = await sql`
    with forgotten as (delete from kept_notice where kept_at < ${iso(now - KEPT_FOR)}::timestamptz)
    insert into kept_notice (workspace_id, provider, key, type, said, reason, body, holder_key, occurred_at, kept_at)
    select distinct on (workspace_key) "workspaceId", provider, decode(key, 'hex'), type, said, reason, body, "holderKey",
      "occurredAt", ${iso(now)}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(
      "workspaceId" integer, provider text, key text, type text, said text, reason text, body text, "holderKey" text,
      "occurredAt" timestamptz)
    cross join lateral (select "workspaceId" || ' ' || provider || ' ' || key as workspace_key) k
    order by workspace_key
    on conflict do nothing`;
  return count;
}
