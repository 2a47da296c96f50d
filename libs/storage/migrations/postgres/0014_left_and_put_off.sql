-- An enrollment that left by a step of its own: unlike one that was ended, what it had decided before goes out.
alter table enrollment add column left_by_step boolean not null default false;

-- A mail that a pause or a turn has put off: its open hours are asked again before it goes.
alter table touch add column put_off boolean not null default false;
