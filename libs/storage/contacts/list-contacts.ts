import type { Contact, Instant } from '#engine';
import { beginsWith } from '../postgres/begins-with.ts';
import type { Query, Sql } from '../postgres/open-postgres.ts';

/** A contact as it is read; `no` is its place in lists. */
export interface StoredContact extends Contact {
  readonly no: number;
  readonly createdAt: Instant;
  /** Why no mail goes to it, where that is so: the first to be said. */
  readonly suppressed: string | null;
}

export interface ContactQuestion {
  readonly workspaceId: number;
  /** How the id begins. */
  readonly id: string | null;
  /** How the address begins, in letters of either case. */
  readonly email: string | null;
  /** The last of the page before. */
  readonly after: number | null;
  readonly limit: number;
}

/**
 * The contacts of a workspace, newest first. Uses contact_id_prefix and contact_email_prefix where these are asked for,
 * else contact_pkey from its end; suppression_pkey.
 */
export async function listContacts(sql: Sql, question: ContactQuestion): Promise<StoredContact[]> {
  const { id, email, after } = question;
  return await sql<StoredContact[]>`
    select ${contactColumns(sql)} from contact c
    where c.workspace_id = ${question.workspaceId} and c.merged_into is null and c.erased_at is null
      ${id === null ? sql`` : sql`and c.external_id like ${beginsWith(id)}`}
      ${email === null ? sql`` : sql`and lower(c.email) like ${beginsWith(email.toLowerCase())}`}
      ${after === null ? sql`` : sql`and c.id < ${after}`}
    order by c.id desc limit ${question.limit}`;
}

/** The contact that an id means, by its own id or by one that was merged into it. Uses contact_workspace_id_external_id_key. */
export async function findContact(
  sql: Query,
  workspaceId: number,
  id: string,
): Promise<StoredContact | null> {
  const [row] = await sql<StoredContact[]>`
    select ${contactColumns(sql)} from contact named join contact c on c.id = coalesce(named.merged_into, named.id)
    where named.workspace_id = ${workspaceId} and named.external_id = ${id} and named.erased_at is null`;
  return row ?? null;
}

const contactColumns = (sql: Query) => sql`
  c.id as no, c.external_id as id, c.email, c.timezone, c.attributes, c.created_at as "createdAt",
  (select u.reason from suppression u where u.workspace_id = c.workspace_id and u.holder_key in (${holderKeys(sql)})
    order by u.since limit 1) as suppressed`;

/** The keys under which a contact `c` can be suppressed: those that the check before a send looks for. */
export const holderKeys = (sql: Query) => sql`c.address_key, c.subject_key, 'domain:' || c.domain`;

/** What a suppression of a whole domain is held by. */
export const domainKey = (domain: string): string => `domain:${domain.toLowerCase()}`;
