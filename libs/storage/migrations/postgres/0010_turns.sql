-- Sequences of one conflict group take turns with a contact.

-- What is due to an enrollment while it waits for its turn.
alter table enrollment add column held_due timestamptz;
create index enrollment_in_conflict on enrollment (sequence_id, contact_id)
  where conflict_group is not null and state in ('active', 'paused');

-- Contacts whose turns are to be settled: somebody arrived, ended, was paused or goes on. Rows are only ever added and
-- taken, so that no two statements wait for each other here.
create table turn_change (
  id bigint generated always as identity primary key,
  contact_id bigint not null,
  conflict_group text not null
);

-- By triggers, since an enrollment ends in many places and none of them may forget it. Their conditions keep them away
-- from every row outside a conflict.
create function ask_for_turn() returns trigger language plpgsql as $$
begin
  new.turn := 'asked';
  new.held_due := new.due_at;
  new.due_at := null;
  insert into turn_change (contact_id, conflict_group) values (new.contact_id, new.conflict_group);
  return new;
end $$;
create trigger ask_for_turn before insert on enrollment
  for each row when (new.conflict_group is not null) execute function ask_for_turn();

create function note_turn_change() returns trigger language plpgsql as $$
begin
  insert into turn_change (contact_id, conflict_group)
  select distinct contact_id, old.conflict_group from unnest(array[old.contact_id, new.contact_id]) as c(contact_id);
  return null;
end $$;
create trigger note_turn_change after update of state, contact_id on enrollment
  for each row when (
    old.conflict_group is not null
    and (old.state is distinct from new.state or old.contact_id is distinct from new.contact_id)
  ) execute function note_turn_change();

-- What falls due to one that waits is put aside, whoever says so.
create function put_aside() returns trigger language plpgsql as $$
begin
  new.held_due := new.due_at;
  new.due_at := null;
  return new;
end $$;
create trigger put_aside before update of due_at on enrollment
  for each row when (new.turn is not null and new.due_at is not null) execute function put_aside();

create function note_turn_changes() returns trigger language plpgsql as $$
begin
  insert into turn_change (contact_id, conflict_group)
  select distinct contact_id, conflict_group from enrollment
  where sequence_id = new.id and conflict_group is not null and state in ('active', 'paused');
  return null;
end $$;
create trigger note_turn_changes after update of state on sequence
  for each row when ((old.state = 'paused') is distinct from (new.state = 'paused'))
  execute function note_turn_changes();

-- Mails that wait for no mailbox, and the queue of each mailbox.
drop index touch_to_send;
create index touch_to_send on touch (send_at, enrollment_no) where state = 'new' and mailbox_id is null;
create index touch_in_queue on touch (mailbox_id, send_at, enrollment_no)
  where state = 'new' and mailbox_id is not null;
