-- When an event was seen at a step: of very many the latest 100, so that a condition can count inside a span.
alter table sighting add column times timestamptz[] not null default '{}';
update sighting set times = case when count = 1 then array[first_at] else array[first_at, last_at] end;

-- What a person is to do about a touch that is a task, and what came of it. A task without a row has none of this.
create table task (
  enrollment_no bigint not null,
  visit integer not null,
  assignee text,
  due_at timestamptz,
  outcome text,
  reason text,
  -- Free text about a person: it stays here and never enters the log.
  note text,
  closed_at timestamptz,
  primary key (enrollment_no, visit)
);
create index task_assignee on task (assignee) where closed_at is null and assignee is not null;
