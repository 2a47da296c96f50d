-- One row: what this installation is. In a sandbox `clock` stands until it is moved; live it is null.
create table installation (
  only_row boolean primary key default true check (only_row),
  id uuid not null,
  mode text not null check (mode in ('sandbox', 'live')),
  clock timestamptz check ((mode = 'sandbox') = (clock is not null)),
  secret bytea not null check (length(secret) = 32),
  partitions smallint not null default 8 check (partitions = 8),
  -- The sandbox's audience answers from this seed; `demo_until` is set while the demo is still being loaded.
  demo_seed integer,
  demo_until timestamptz
);

create table workspace (
  id integer generated always as identity primary key,
  key text not null unique,
  -- The properties of events that may enter the log; all others are left out.
  allowed_properties text[] not null default '{kind,reason,code,category,outcome}'
);

create table api_key (
  id text primary key,
  workspace_id integer not null references workspace,
  hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table sequence (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace,
  key text not null,
  name text not null,
  state text not null check (state in ('draft', 'published', 'paused', 'archived')),
  -- As it was written: json keeps the order of the keys.
  draft json not null,
  latest_version integer,
  saved_at timestamptz not null,
  unique (workspace_id, key)
);

-- Immutable once written: enrollments stay on the version they started with.
create table sequence_version (
  sequence_id integer not null references sequence,
  version integer not null check (version > 0),
  definition jsonb not null,
  published_at timestamptz not null,
  primary key (sequence_id, version)
);

create table experiment (
  workspace_id integer not null references workspace,
  key text not null,
  sequence_id integer not null references sequence,
  step text not null,
  kind text not null check (kind in ('content')),
  salt text not null,
  arms jsonb not null,
  state text not null check (state in ('running', 'stopped')),
  started_at timestamptz not null,
  primary key (workspace_id, key)
);

create table contact (
  id bigint generated always as identity primary key,
  workspace_id integer not null references workspace,
  external_id text not null,
  email text,
  timezone text,
  attributes jsonb not null default '{}',
  -- Keyed hashes: what the log may carry, and what a suppression is held by.
  subject_key text not null,
  address_key text,
  -- Answered by the sandbox's audience.
  simulated boolean not null default false,
  created_at timestamptz not null,
  unique (workspace_id, external_id)
);
create index contact_subject on contact (subject_key);

create table suppression (
  workspace_id integer not null references workspace,
  -- A contact's address_key, or its subject_key where it has no address.
  holder_key text not null,
  reason text not null,
  since timestamptz not null,
  primary key (workspace_id, holder_key)
);

create table enrollment (
  no bigint generated always as identity primary key check (no > 0 and no < 4294967296),
  id uuid not null unique,
  part smallint not null generated always as ((no % 8)::smallint) stored,
  workspace_id integer not null,
  sequence_id integer not null,
  version integer not null,
  contact_id bigint not null references contact,
  entry_no integer not null,
  enrolled_at timestamptz not null,
  state text not null check (state in ('active', 'paused', 'finished', 'exited', 'failed')),
  reason text,
  cursor smallint not null default 0,
  visit integer not null default 0,
  due_at timestamptz,
  lease_until timestamptz,
  epoch integer not null default 0,
  last_email_at timestamptz,
  wake jsonb,
  arms jsonb not null default '{}',
  ended_at timestamptz,
  -- Where an exit leads to, until that enrollment is made; and the enrollment one came from, which makes it once.
  move_to text,
  moved_from bigint,
  foreign key (sequence_id, version) references sequence_version,
  unique (sequence_id, contact_id, entry_no)
) with (fillfactor = 80);
create index enrollment_due on enrollment (due_at, no) where state = 'active' and due_at is not null;
create index enrollment_contact on enrollment (contact_id);
create unique index enrollment_moved on enrollment (moved_from) where moved_from is not null;
create index enrollment_to_move on enrollment (no) where move_to is not null;

-- First time, last time and count of each event type at each step; `step` is '' for what belongs to no step.
-- (No foreign key: the statements that write it have the enrollment in hand, and the check costs 8 µs a row.)
create table sighting (
  enrollment_no bigint not null,
  step text not null,
  type text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count integer not null,
  primary key (enrollment_no, step, type)
);

-- One visit of an enrollment to a step. A `send` is new -> sending -> sent | rejected | unknown | suppressed | closed,
-- a `task` is open -> done | skipped | closed, anything else is `passed` at once.
create table touch (
  enrollment_no bigint not null,
  visit integer not null,
  intent_id uuid not null unique,
  step text not null,
  position smallint not null,
  variant text not null,
  effect text not null check (effect in ('send', 'task', 'none')),
  state text not null check (state in
    ('new', 'sending', 'sent', 'rejected', 'unknown', 'suppressed', 'open', 'done', 'skipped', 'closed', 'passed')),
  touch_at timestamptz not null,
  sent_at timestamptz,
  attempt integer not null default 0,
  lease_until timestamptz,
  auto_skip_at timestamptz,
  primary key (enrollment_no, visit)
) with (fillfactor = 80);
create index touch_to_send on touch (touch_at, enrollment_no) where state = 'new';
create index touch_sending on touch (lease_until) where state = 'sending';
create index touch_task on touch (touch_at, intent_id) where state = 'open';
create index touch_to_skip on touch (auto_skip_at, enrollment_no) where state = 'open' and auto_skip_at is not null;

-- The captured mailbox: what would have gone out.
create table mail (
  intent_id uuid primary key,
  enrollment_no bigint not null,
  recipient text not null,
  subject text not null,
  body text not null,
  captured_at timestamptz not null
);
create index mail_newest on mail (captured_at desc, enrollment_no);

-- The event log: dense offsets by partition, allotted by log_head inside the statement that writes the events.
create table log_head (
  part smallint primary key,
  next bigint not null default 0
);
insert into log_head (part) select generate_series(0, 7);

create table event_log (
  part smallint not null,
  pos bigint not null,
  event_id uuid not null,
  body json not null,
  primary key (part, pos)
);

-- What came from outside, by its identity: inserting here gates the effect of an event.
create table inbox (
  event_id uuid primary key,
  received_at timestamptz not null
);

-- How far each sink has read; `committed` is the next offset. An intent says which range is being written.
create table sink_cursor (
  sink text not null,
  log_id text not null,
  part smallint not null,
  committed bigint not null default 0,
  intent_to bigint,
  intent_token text,
  epoch integer not null default 0,
  primary key (sink, log_id, part)
);

create table sink_gap (
  sink text not null,
  log_id text not null,
  part smallint not null,
  from_pos bigint not null,
  to_pos bigint not null,
  noticed_at timestamptz not null,
  primary key (sink, log_id, part, from_pos)
);

create table dead_letter (
  sink text not null,
  log_id text not null,
  part smallint not null,
  pos bigint not null,
  event_id uuid,
  reason text not null,
  body text not null,
  noticed_at timestamptz not null,
  primary key (sink, log_id, part, pos)
);

-- How far the outbox has been carried to an outer log.
create table relay_cursor (
  log_id text not null,
  part smallint not null,
  next bigint not null default 0,
  epoch integer not null default 0,
  primary key (log_id, part)
);

create table idempotency (
  workspace_id integer not null,
  method text not null,
  path text not null,
  key text not null,
  body_hash bytea not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, method, path, key)
);
