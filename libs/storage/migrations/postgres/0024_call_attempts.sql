-- How often somebody began to let the call act: one that breaks every time is tried less and less often.
alter table waiting_call add column attempts smallint not null default 0;
