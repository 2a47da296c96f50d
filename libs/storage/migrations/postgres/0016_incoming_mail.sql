-- Mail that came in: what it was taken for, which touch it belongs to, and the mail itself for as long as it is kept, so
-- that a better classifier can look at it again.
create table incoming_mail (
  id bigint generated always as identity primary key,
  workspace_id integer not null references workspace,
  -- SHA-256 of its Message-ID, or of the mail where it has none: by whatever door it comes, it comes once.
  key text not null,
  provider text not null,
  received_at timestamptz not null,
  -- Null once it is no longer kept.
  raw bytea,
  kind text not null,
  -- What gave it away.
  reason text not null,
  classifier integer not null,
  -- How its touch was found, and how sure that is.
  matched_by text,
  confidence text not null check (confidence in ('direct', 'inferred', 'none')),
  intent_id uuid,
  contact_id bigint references contact,
  -- The keyed hashes of the addresses that stand in it: by them it is found when one of them is erased.
  holders text[] not null,
  -- The events it gives rise to, by slot: the slot is part of their ids, so that a correction keeps them.
  events jsonb not null,
  -- Those events are in the log.
  taken boolean not null default false,
  unique (workspace_id, key)
);
create index incoming_mail_kept on incoming_mail (received_at, id) where raw is not null;
create index incoming_mail_contact on incoming_mail (contact_id, received_at) where contact_id is not null;
create index incoming_mail_holders on incoming_mail using gin (holders) where raw is not null;
