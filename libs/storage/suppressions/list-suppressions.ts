import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export interface StoredSuppression {
  readonly holderKey: string;
  readonly reason: string;
  readonly since: Instant;
  readonly source: string;
  /** The ids of those whom it holds under this very key; for a domain nobody is listed. */
  readonly contacts: readonly string[];
  /** The address it is held by, where a contact still has it: it is stored as a keyed hash only. */
  readonly email: string | null;
}

/** Where a page starts: behind the last one of the page before. */
export interface SuppressionMark {
  readonly since: Instant;
  readonly holderKey: string;
}

export interface SuppressionQuestion {
  readonly workspaceId: number;
  /** Only these holders. */
  readonly holders: readonly string[] | null;
  readonly reason: string | null;
  readonly after: SuppressionMark | null;
  readonly limit: number;
}

/** Suppressions, newest first. Uses suppression_newest (suppression_pkey for holders), contact_address, contact_subject. */
export async function listSuppressions(
  sql: Sql,
  question: SuppressionQuestion,
): Promise<StoredSuppression[]> {
  const { holders, reason, after } = question;
  return await sql<StoredSuppression[]>`
    select u.holder_key as "holderKey", u.reason, u.since, u.source, coalesce(who.contacts, '{}') as contacts, who.email
    from suppression u
    cross join lateral (
      select array_agg(c.id order by c.id) as contacts, min(c.email) as email from (
        select external_id as id, email from contact
        where workspace_id = u.workspace_id and address_key = u.holder_key and merged_into is null
        union
        select external_id, null from contact
        where workspace_id = u.workspace_id and subject_key = u.holder_key and merged_into is null
      ) c
    ) who
    where u.workspace_id = ${question.workspaceId}
      ${holders === null ? sql`` : sql`and u.holder_key = any(${holders as string[]}::text[])`}
      ${reason === null ? sql`` : sql`and u.reason = ${reason}`}
      ${
        after === null
          ? sql``
          : sql`and u.since <= ${iso(after.since)}::timestamptz
              and (u.since < ${iso(after.since)}::timestamptz or u.holder_key > ${after.holderKey})`
      }
    order by u.since desc, u.holder_key limit ${question.limit}`;
}
