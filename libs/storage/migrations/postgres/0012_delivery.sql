-- What delivery knows of a mail beyond its state. A mail of which nobody knows whether the provider took it has
-- `unsure_since`, the time of that attempt, until it is known (or assumed, three days later).
alter table touch
  -- How often the mail itself was deferred.
  add column deferrals smallint not null default 0,
  add column unsure_since timestamptz,
  add column assumed boolean not null default false,
  -- Who took it, and what its webhooks call it.
  add column provider text,
  add column provider_message_id text,
  -- What went wrong last, in the provider's words, without the address.
  add column problem text;
create index touch_unsure on touch (unsure_since) where unsure_since is not null and sent_at is null;
create index touch_provider_message on touch (provider_message_id) where provider_message_id is not null;
