-- Calls that were answered when they were stored, and act after that. The text is read once and soon: compressing it would
-- cost more than it saves.
create table waiting_call (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  source text not null,
  came_at timestamptz not null,
  -- How many of its events are to act.
  count smallint not null,
  -- The JSON array of its events as they came, and their identities in that order, one behind another with commas.
  events text not null,
  ids text not null,
  -- By the wall clock; null where nobody works on it.
  lease_until timestamptz
);
alter table waiting_call alter column events set storage external, alter column ids set storage external;

-- Whether an event whose identity was taken is still to act: whoever turns this off lets it act.
alter table inbox add column waits boolean not null default false;

-- Events that were stored before their touch was looked up, and could not be taken then, each with the reason.
create table refused_event (
  workspace_id integer not null,
  source text not null,
  event_id uuid not null,
  code text not null,
  reason text not null,
  fix text not null,
  body text not null,
  came_at timestamptz not null,
  primary key (workspace_id, event_id)
);
create index refused_event_age on refused_event (came_at);
