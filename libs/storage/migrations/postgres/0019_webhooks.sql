-- What providers reported and no event came of: of a type that nobody knows, or refused. `key` tells it from all others of
-- its provider, so that one that comes again is kept once.
create table kept_notice (
  workspace_id integer not null references workspace,
  provider text not null,
  key bytea not null,
  type text not null,
  -- The provider's own word for the type.
  said text not null,
  reason text not null,
  body text not null,
  -- Whose address stands in it: it goes when they are erased.
  holder_key text,
  occurred_at timestamptz,
  kept_at timestamptz not null,
  primary key (workspace_id, provider, key)
);
create index kept_notice_holder on kept_notice (workspace_id, holder_key) where holder_key is not null;
create index kept_notice_age on kept_notice (kept_at);

-- Tokens that were signed in the place of what they came with: each is good for what it came with first.
create table webhook_token (
  provider text not null,
  token text not null,
  content bytea not null,
  seen_at timestamptz not null,
  primary key (provider, token)
);
create index webhook_token_age on webhook_token (seen_at);
