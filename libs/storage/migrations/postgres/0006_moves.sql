-- How many moves from sequence to sequence led to an enrollment, so that nobody goes round for ever; and why an exit that
-- leads to another sequence was not followed.
alter table enrollment add column moves smallint not null default 0, add column move_refused text;

-- By target, so that those who wait for one that is paused are not read again with every poll.
drop index enrollment_to_move;
create index enrollment_to_move on enrollment (workspace_id, move_to, no) where move_to is not null;
