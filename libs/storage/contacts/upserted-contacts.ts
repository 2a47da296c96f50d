import type { Fragment } from 'postgres';
import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';

/** What is to be known of a contact after a call: what the call does not name stays as it is. */
export interface ContactPatch {
  /** The caller's id of a contact that is not another name of one (see `findContacts`). */
  readonly id: string;
  /** Null removes it, undefined keeps it. */
  readonly email: string | null | undefined;
  readonly timezone: string | null | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Names of attributes to remove. */
  readonly removed: readonly string[];
  readonly subjectKey: string;
  /** Of `email`, null without one. */
  readonly addressKey: string | null;
  readonly simulated: boolean;
  /** An address that the contact has stays, whatever `email` is. */
  readonly keepsAddress?: boolean;
}

/** The attributes of one contact, as PostgreSQL writes them, take no more bytes than this. */
export const MAX_ATTRIBUTE_BYTES = 64 * 1024;

/** A patch as a row of the `input` of `upsertedContacts`. */
export const contactRow = (patch: ContactPatch) => ({
  external_id: patch.id,
  email: patch.email ?? null,
  email_given: patch.email !== undefined,
  timezone: patch.timezone ?? null,
  timezone_given: patch.timezone !== undefined,
  attributes: patch.attributes,
  removed: patch.removed,
  subject_key: patch.subjectKey,
  address_key: patch.addressKey,
  simulated: patch.simulated,
  keeps_address: patch.keepsAddress ?? false,
});

/** The columns of such a row. */
export const contactInput = (sql: Query): Fragment => sql`
  external_id text, email text, email_given boolean, timezone text, timezone_given boolean, attributes jsonb,
  removed text[], subject_key text, address_key text, simulated boolean, keeps_address boolean`;

/**
 * The one way in which contacts are written: CTEs on an `input` that has the columns of `contactInput` and `moved_from`,
 * the enrollment whose exit leads on (null for anything else). Adds `person(id, external_id, created)`. Not in it, and
 * not written, is who was merged or erased meanwhile, who is made by somebody else at this moment, and whose attributes
 * grow too large. Who moves on is never made anew: an erased contact would come back so.
 * Enrollments that wait for a date of the contact fall due at once where it has changed.
 * Enrollments are locked before contacts, as everywhere, and contacts in the order of their ids, known ones first, so that
 * two calls never wait for each other. Contacts are looked up one by one: joined, a table that has grown since it was
 * last counted is read as a whole, for every batch.
 * Uses contact_workspace_id_external_id_key, enrollment_contact.
 */
export const upsertedContacts = (sql: Query, into: { workspaceId: number; now: Instant }): Fragment => sql`
  waiting as materialized (
    select e.no, e.contact_id, e.wake ->> 'contact' as field
    from input i
    cross join lateral (
      select id from contact where workspace_id = ${into.workspaceId} and external_id = i.external_id limit 1
    ) c
    join enrollment e on e.contact_id = c.id and e.state = 'active' and e.wake ? 'contact'
    order by e.no for update of e
  ),
  known as materialized (
    select c.id, i.external_id, i.email, i.address_key, i.timezone, i.timezone_given,
      i.email_given and not (i.keeps_address and c.email is not null) as email_given,
      (c.attributes - i.removed) || i.attributes as attributes, c.attributes as before, c.timezone as zone_before
    from (select * from input where (select count(*) from waiting) >= 0 order by external_id) i
    cross join lateral (
      select id, email, attributes, timezone from contact c
      where c.workspace_id = ${into.workspaceId} and c.external_id = i.external_id
        and c.merged_into is null and c.erased_at is null
        and (i.moved_from is null or c.id = (
          select coalesce(m.merged_into, m.id) from enrollment e join contact m on m.id = e.contact_id
          where e.no = i.moved_from))
      limit 1 for no key update
    ) c
  ),
  patched as (
    update contact c set
      email = case when k.email_given then k.email else c.email end,
      address_key = case when k.email_given then k.address_key else c.address_key end,
      address_since = case when k.email_given and c.address_key <> coalesce(k.address_key, '')
        then ${iso(into.now)}::timestamptz else c.address_since end,
      timezone = case when k.timezone_given then k.timezone else c.timezone end,
      attributes = k.attributes
    from known k where c.id = k.id and octet_length(k.attributes::text) <= ${MAX_ATTRIBUTE_BYTES}
    returning c.id, c.external_id
  ),
  made as (
    insert into contact (workspace_id, external_id, email, timezone, attributes, subject_key, address_key, simulated,
      created_at)
    select ${into.workspaceId}, i.external_id, i.email, i.timezone, i.attributes, i.subject_key, i.address_key,
      i.simulated, ${iso(into.now)}::timestamptz
    from input i
    where i.moved_from is null and (select count(*) from known) >= 0
      and not exists (select from known k where k.external_id = i.external_id)
    order by i.external_id
    on conflict do nothing
    returning id, external_id
  ),
  -- Whoever waits for a date of the contact is to ask for it again.
  asked_again as (
    update enrollment set due_at = least(due_at, ${iso(into.now)}::timestamptz), epoch = epoch + 1
    where no in (
      select w.no from waiting w join known k on k.id = w.contact_id join patched p on p.id = k.id
      where k.before -> w.field is distinct from k.attributes -> w.field
        or (k.timezone_given and k.timezone is distinct from k.zone_before))
  ),
  person as (
    select id, external_id, false as created from patched
    union all
    select id, external_id, true from made
  )`;
