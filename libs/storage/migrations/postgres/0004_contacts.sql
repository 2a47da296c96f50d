-- A contact's row outlives its person: `merged_into` makes it another name of the contact that goes on, `erased_at` leaves
-- a number without a name, which the enrollments of the reports stand on.
alter table contact
  add column domain text generated always as (lower(substring(email from '@([^@]*)$'))) stored,
  add column merged_into bigint references contact,
  add column erased_at timestamptz,
  -- What the log has called an erased contact; null again once the log has forgotten it, too.
  add column erased_subject_key text,
  -- Merged or erased, and not all of its enrollments know it yet.
  add column unsettled boolean not null default false;
-- How an id or an address begins, whatever the locale of the server.
create index contact_id_prefix on contact (workspace_id, external_id text_pattern_ops);
create index contact_email_prefix on contact (workspace_id, lower(email) text_pattern_ops);
create index contact_address on contact (workspace_id, address_key) where address_key is not null;
create index contact_merged on contact (merged_into) where merged_into is not null;
create index contact_unsettled on contact (id) where unsettled;

-- A holder is a contact's address_key or subject_key, or `domain:` and the domain of an address.
-- `source`: `event` for what a contact or a mail server said, else the key that suppressed it.
alter table suppression add column source text not null default 'event';
create index suppression_newest on suppression (workspace_id, since desc, holder_key);
