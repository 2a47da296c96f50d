-- The log in fewer and leaner rows. One row holds the events of a touch: `own` has a line of JSON for each, with what
-- tells it from the others, and `shared` the JSON of what they have in common; without `shared` the line is a whole
-- event. Offsets stay dense per event: a row stands for those from `pos` up to, not including, `pos + count`.
alter table event_log rename to log_row;
alter index event_log_pkey rename to log_row_pkey;
alter table log_row drop column event_id;
alter table log_row rename column body to own;
alter table log_row
  alter column own type text using own::text,
  add column count smallint not null default 1 check (count > 0),
  add column shared text;
alter table log_row alter column count drop default;

-- The log event by event, as its readers give it out.
create view event_log as
  select r.part, r.pos + e.nth - 1 as pos, e.body->>'eventId' as event_id, e.body
  from log_row r
  cross join lateral (
    select nth, case when r.shared is null then line else left(line, -1) || ',' || substr(r.shared, 2) end::json as body
    from unnest(case when r.shared is null then array[r.own] else string_to_array(r.own, E'\n') end)
      with ordinality as l(line, nth)
  ) e;

-- A claim only reads enrollments: what it leases are partitions, so that workers do not decide the same ones. Its epoch
-- and that of the enrollment fence the commit.
create table part_lease (
  part smallint primary key,
  epoch integer not null default 0,
  lease_until timestamptz
);
insert into part_lease (part) select generate_series(0, 7);

-- Every index is written anew with every step, so there are as few as can be; `parked` are those that are due in a
-- paused sequence, so that nobody reads past them with every poll.
alter table enrollment add column parked boolean not null default false;
drop index enrollment_due;
create index enrollment_due on enrollment (part, workspace_id, due_at, no)
  where state = 'active' and due_at is not null and not parked;
create index enrollment_parked on enrollment (sequence_id) where parked;
alter table enrollment drop constraint enrollment_sequence_id_contact_id_entry_no_key;
drop index enrollment_contact;
alter table enrollment add constraint enrollment_contact unique (contact_id, sequence_id, entry_no);

-- An intent that does not go out at once waits for this time; `touch_at` stays the time when the visit was reached.
alter table touch add column send_at timestamptz;
update touch set send_at = touch_at;
alter table touch alter column send_at set not null;
drop index touch_to_send;
create index touch_to_send on touch (send_at, enrollment_no) where state = 'new';
