-- Names under which a tracked event is a conversion, besides the goals of published sequences.
alter table workspace add column conversions text[] not null default '{}';
