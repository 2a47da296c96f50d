import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface PublishedVersion {
  readonly version: number;
  readonly publishedAt: Instant;
}

/** The versions of a sequence, latest first, those before a version. Uses sequence_version_pkey. */
export async function listPublished(
  sql: Sql,
  sequenceId: number,
  page: { before: number | null; limit: number },
): Promise<PublishedVersion[]> {
  return await sql<PublishedVersion[]>`
    select version, published_at as "publishedAt" from sequence_version
    where sequence_id = ${sequenceId} ${page.before === null ? sql`` : sql`and version < ${page.before}`}
    order by version desc limit ${page.limit}`;
}
