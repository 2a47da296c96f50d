-- Reading the log again, building the tables of ClickHouse anew, forgetting people down to the bytes, and comparing.

-- How often the log was told to be read again: part of the tokens of inserts, or ClickHouse would take what comes again
-- for a repeat and drop it, also where a row had been lost.
alter table sink_cursor add column reading integer not null default 0;

-- The rebuild that is under way; no row nearly always. `resume_at` is where the sink goes on once the new tables are in
-- place, an offset for each cursor: { "log id": { "part": offset } }. Null: the new tables are still being filled, and
-- whoever starts next throws them away.
create table rebuild (
  only_row boolean primary key default true check (only_row),
  id uuid not null,
  source text not null check (source in ('log', 'events')),
  months text[] not null,
  resume_at jsonb,
  started_at timestamptz not null
);

-- When the bytes of an erased contact were gone from the files of the stores.
alter table contact add column bytes_gone_at timestamptz;
create index contact_to_forget on contact (id) where erased_at is not null and bytes_gone_at is null;

-- How far each partition of the log was compared with ClickHouse: everything below `compared` once, what is older again
-- and again from `swept` on. `mark_pos` is known to be in ClickHouse when the sink's cursor has reached `mark_offset`.
create table comparison (
  part smallint primary key,
  compared bigint not null default 0,
  swept bigint not null default 0,
  mark_pos bigint,
  mark_offset bigint
);

-- Events that stand in the log and not in ClickHouse, although the sink has passed them.
create table missing_event (
  part smallint not null,
  pos bigint not null,
  event_id uuid not null,
  workspace text not null,
  sequence text not null,
  step text not null,
  type text not null,
  month text not null,
  noticed_at timestamptz not null,
  primary key (part, pos)
);

-- Where a table of ClickHouse counts others than its raw events do.
create table count_mismatch (
  workspace text not null,
  sequence text not null,
  version integer not null,
  step text not null,
  variant text not null,
  kind text not null,
  counted_in text not null,
  expected bigint not null,
  found bigint not null,
  noticed_at timestamptz not null,
  primary key (workspace, sequence, version, step, variant, kind, counted_in)
);
