-- The processes of an installation that runs as several: who does what, so that a role that nobody has is noticed.
-- A row a process, renewed as long as it lives.
create table process (
  id uuid primary key,
  roles text[] not null,
  -- Where it runs, for people.
  host text not null,
  pid integer not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);
