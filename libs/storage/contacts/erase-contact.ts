import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';

/** A row that carries a name of the person to be erased. */
export interface ContactName {
  readonly no: number;
  readonly id: string;
  readonly email: string | null;
}

/** All rows of a person: the contact and what was merged into it; none where there is none. Uses contact_workspace_id_external_id_key, contact_merged. */
export async function contactNames(sql: Query, workspaceId: number, id: string): Promise<ContactName[]> {
  return await sql<ContactName[]>`
    select c.id as no, c.external_id as id, c.email
    from contact named
    join contact c on c.id = coalesce(named.merged_into, named.id) or c.merged_into = coalesce(named.merged_into, named.id)
    where named.workspace_id = ${workspaceId} and named.external_id = ${id} and named.erased_at is null
    order by c.id`;
}

export interface Erasure {
  readonly workspaceId: number;
  readonly names: readonly ContactName[];
  /** Texts by which a kept answer is known to be about the person. */
  readonly needles: readonly string[];
  readonly now: Instant;
  /** Who suppresses the person's addresses from now on; null: nobody does. */
  readonly suppressedBy: string | null;
}

/**
 * Takes a person's name, address, attributes and keys away in one statement, and the answers that are kept for repeated
 * calls about it. What is left is a number and times; `unsettled` says that its enrollments are still to be ended.
 * A suppression that there is stays: it is held by a keyed hash. Answers the numbers that were erased by this call.
 * Uses contact_pkey, suppression_pkey, incoming_mail_contact, incoming_mail_holders, kept_notice_holder; scans the answers of
 * the last day.
 */
export async function eraseContact(
  sql: Query,
  { workspaceId, names, needles, now, suppressedBy }: Erasure,
): Promise<{ erased: number[]; answers: number }> {
  const numbers = names.map(({ no }) => no);
  const [row] = await sql<{ erased: number[] | null; answers: number }[]>`
    with person as materialized (
      select c.* from contact c where c.id = any(${numbers}::bigint[]) and c.erased_at is null order by c.external_id for update
    ),
    silenced as (
      insert into suppression (workspace_id, holder_key, reason, since, source)
      select distinct on (address_key) workspace_id, address_key, 'erased', ${iso(now)}::timestamptz, ${suppressedBy}::text
      from person where address_key is not null and ${suppressedBy}::text is not null
      order by address_key
      on conflict do nothing
    ),
    held_back as (
      -- Until its enrollments are ended, in case one of them is being decided now.
      insert into suppression (workspace_id, holder_key, reason, since, source)
      select workspace_id, 'erased:' || id, 'erased', ${iso(now)}::timestamptz, 'erasure' from person order by id
      on conflict do nothing
    ),
    erased as (
      update contact c set external_id = 'erased:' || c.id, email = null, timezone = null, attributes = '{}',
        address_key = null, erased_subject_key = c.subject_key, subject_key = 'erased:' || c.id,
        erased_at = ${iso(now)}::timestamptz, unsettled = true
      from person p where c.id = p.id
      returning c.id
    ),
    unreported as (
      delete from kept_notice k using person p where k.workspace_id = p.workspace_id and k.holder_key = p.address_key
    ),
    letters as (
      -- What came in from the person, or names its address.
      update incoming_mail m set raw = null, holders = '{}', contact_id = null
      where m.workspace_id = ${workspaceId} and (m.contact_id = any(${numbers}::bigint[])
        or m.raw is not null and m.holders && (select array_agg(address_key) from person where address_key is not null))
    ),
    forgotten as (
      delete from idempotency i
      where i.workspace_id = ${workspaceId} and exists (
        select from unnest(${needles as string[]}::text[]) as n(text)
        where position(n.text in i.answer #>> '{}') > 0 or position(n.text in i.path) > 0)
      returning 1
    )
    select (select array_agg(id) from erased) as erased, (select count(*) from forgotten) as answers`;
  return { erased: row?.erased ?? [], answers: row?.answers ?? 0 };
}
