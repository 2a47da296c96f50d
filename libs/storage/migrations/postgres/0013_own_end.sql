-- Whether an enrollment came to its end by its own steps: mail of it that has been put off then still goes out.
alter table enrollment add column ended_itself boolean not null default false;
