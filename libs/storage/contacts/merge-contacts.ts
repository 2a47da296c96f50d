import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Query } from '../postgres/open-postgres.ts';
import { MAX_ATTRIBUTE_BYTES } from './upserted-contacts.ts';

/** The row numbers of the contact that goes and of the one that goes on. */
export interface Merging {
  readonly contact: number;
  readonly into: number;
  readonly now: Instant;
}

/**
 * Makes one contact another name of the other, in one statement. The one that goes on keeps what is known of it and
 * takes what only the other has; the other's enrollments follow it, with the entry numbers after its own; who said no
 * under either name has said no. Answers how many enrollments moved; null where either is not there any more.
 * Enrollments are locked before contacts, as everywhere, and contacts in the order of their ids. Rejects with unique_violation (23505) when the contact that goes
 * on is enrolled at this very moment: try again.
 * Uses contact_pkey, contact_merged, enrollment_contact, suppression_pkey.
 */
export async function mergeContacts(sql: Query, { contact, into, now }: Merging): Promise<number | null> {
  const [row] = await sql<{ merged: number; moved: number }[]>`
    with held as materialized (
      select no from enrollment where contact_id in (${contact}, ${into}) order by no for update
    ),
    pair as materialized (
      select c.* from contact c
      where (c.id in (${contact}, ${into}) or c.merged_into = ${contact}) and (select count(*) from held) >= 0
      order by c.external_id for no key update
    ),
    both_there as materialized (
      select a.email, a.address_key, a.address_since, a.timezone, a.attributes, a.workspace_id, a.subject_key
      from pair a, pair b
      where a.id = ${contact} and a.merged_into is null and a.erased_at is null
        and b.id = ${into} and b.merged_into is null and b.erased_at is null
    ),
    kept as (
      update contact c set
        email = coalesce(c.email, o.email),
        address_key = case when c.email is null then o.address_key else c.address_key end,
        -- What comes back of the mails of the other speaks of the addresses that the other has had.
        address_since = case when o.address_key <> c.address_key then ${iso(now)}::timestamptz
          else greatest(c.address_since, o.address_since) end,
        timezone = coalesce(c.timezone, o.timezone),
        attributes = case when octet_length((o.attributes || c.attributes)::text) <= ${MAX_ATTRIBUTE_BYTES}
          then o.attributes || c.attributes else c.attributes end
      from both_there o where c.id = ${into}
      returning c.subject_key
    ),
    gone as (
      update contact c set merged_into = ${into}, unsettled = c.unsettled or c.id = ${contact},
        email = null, address_key = null, timezone = null, attributes = '{}'
      from both_there where c.id = ${contact} or c.merged_into = ${contact}
      returning 1
    ),
    silenced as (
      -- A bounce speaks of an address, not of a person.
      insert into suppression (workspace_id, holder_key, reason, since, source)
      select distinct on (u.workspace_id) u.workspace_id, k.subject_key, u.reason, u.since, u.source
      from both_there o cross join kept k
      join suppression u on u.workspace_id = o.workspace_id and u.holder_key in (o.address_key, o.subject_key)
      where u.reason <> 'bounced'
      order by u.workspace_id, u.since, u.holder_key
      on conflict do nothing
    ),
    moved as (
      ${movedEnrollments(sql, { contact, into, now })} and exists (select from both_there)
      returning 1
    ),
    own as (
      update enrollment e set epoch = e.epoch + 1, due_at = ${askedAgain(sql, now)}
      where e.contact_id = ${into} and e.state = 'active' and exists (select from both_there)
    )
    select (select count(*) from kept) as merged, (select count(*) from moved) as moved`;
  return row && row.merged > 0 ? row.moved : null;
}

/**
 * Moves what was enrolled under a merged contact while it was merged; answers whom it was merged into (itself, where it
 * was not). Rejects and uses as above.
 */
export async function moveEnrollments(sql: Query, { contact, now }: Omit<Merging, 'into'>): Promise<number> {
  const [row] = await sql<{ into: number }[]>`
    select coalesce(merged_into, id) as into from contact where id = ${contact}`;
  const into = row?.into ?? contact;
  if (into !== contact) await sql`${movedEnrollments(sql, { contact, into, now })}`;
  return into;
}

/** Whoever waits for a date of the contact asks for it again: it may be another one now. */
const askedAgain = (sql: Query, now: Instant) => sql`
  case when e.state = 'active' and e.wake ? 'contact' then least(e.due_at, ${iso(now)}::timestamptz) else e.due_at end`;

/** The epoch rises, so that a decision in flight is taken again, with what is known of the contact that goes on. */
const movedEnrollments = (sql: Query, { contact, into, now }: Merging) => sql`
  update enrollment e set contact_id = ${into}, entry_no = n.entry_no, epoch = e.epoch + 1,
    due_at = ${askedAgain(sql, now)}
  from (
    select m.no, row_number() over (partition by m.sequence_id order by m.entry_no) + coalesce((
      select max(entry_no) from enrollment where sequence_id = m.sequence_id and contact_id = ${into}), 0) as entry_no
    from enrollment m where m.contact_id = ${contact}
  ) n
  where e.no = n.no`;
