import { type Instant, iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** A report that was kept, as it came. */
export interface KeptReport {
  /** SHA-256 of what tells it from all others of the provider, in hex. */
  readonly key: string;
  readonly provider: string;
  readonly type: string;
  readonly said: string;
  readonly reason: string;
  readonly body: string;
  readonly occurredAt: Instant | null;
  readonly keptAt: Instant;
}

export interface KeptQuestion {
  readonly workspaceId: number;
  readonly provider: string | null;
  /** The last one of the page before. */
  readonly after: Pick<KeptReport, 'keptAt' | 'provider' | 'key'> | null;
  readonly limit: number;
}

/** Kept reports, newest first. Uses kept_notice_age. */
export async function listKeptNotices(
  sql: Sql,
  { workspaceId, provider, after, limit }: KeptQuestion,
): Promise<KeptReport[]> {
  return await sql<KeptReport[]>`
    select encode(key, 'hex') as key, provider, type, said, reason, body, occurred_at as "occurredAt", kept_at as "keptAt"
    from kept_notice
    where workspace_id = ${workspaceId}
      ${provider === null ? sql`` : sql`and provider = ${provider}`}
      ${
        after === null
          ? sql``
          : sql`and kept_at <= ${iso(after.keptAt)}::timestamptz and (kept_at < ${iso(after.keptAt)}::timestamptz
              or (provider, key) > (${after.provider}, decode(${after.key}, 'hex')))`
      }
    order by kept_at desc, provider, key limit ${limit}`;
}
