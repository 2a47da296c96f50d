-- Rules around steps: caps, mailboxes, conflicts between sequences, stopping for an account.

-- What a contact shares with colleagues: the account it is given, else the domain of its address. It follows the
-- contact, whoever writes it.
alter table contact add column account text generated always as (
  left(lower(coalesce(nullif(btrim(attributes ->> 'account'), ''), nullif(btrim(split_part(email, '@', 2)), ''))), 253)
) stored;
create index contact_account on contact (workspace_id, account) where account is not null;

-- On the emails of all sequences together to one contact: [{ "max", "per" in ms }]; null: as many as there are.
alter table workspace add column caps jsonb check (jsonb_array_length(caps) > 0);

-- Those of the latest version hold for everybody in the sequence: they protect contacts and mailboxes, not content.
alter table sequence
  add column caps jsonb not null default '[]',
  add column mailboxes text[] not null default '{}';

-- An address that mail is sent from, and how far it is with its day: `used` counts the mails of the day `last_at` is in.
create table mailbox (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace,
  key text not null,
  address text not null,
  name text not null,
  daily_cap integer check (daily_cap > 0),
  min_gap bigint not null check (min_gap >= 0),
  jitter bigint not null check (jitter >= 0),
  timezone text not null,
  state text not null check (state in ('active', 'paused')),
  free_at timestamptz not null,
  last_at timestamptz,
  used integer not null default 0,
  -- Raised with every mail and every change: who decided by an older one is too late.
  version integer not null default 0,
  created_at timestamptz not null,
  unique (workspace_id, key)
);

-- Raised with every mail that starts under a cap: two sequences that write to one contact at once both read it before.
create table mail_count (
  contact_id bigint primary key,
  count integer not null
);

alter table enrollment
  -- What it writes from, since its first mail.
  add column mailbox_id integer,
  -- The instant days are counted from, where that is not when it was enrolled: it waited for its turn.
  add column counts_from timestamptz,
  add column conflict_group text,
  add column priority smallint not null default 0,
  add column takes_over boolean not null default false,
  -- In a conflict: `asked` for its turn, or `waits` for it since then. Null: it runs.
  add column turn text check (turn in ('asked', 'waits')),
  add column waits_since timestamptz;

-- The mailbox whose turn a mail waits for.
alter table touch add column mailbox_id integer;
