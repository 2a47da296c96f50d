-- What is known now of an event that was logged as something else. The log keeps both; whoever carries it to the reports
-- leaves out what was corrected, so that it can be read again from its beginning.
create table correction (
  no bigint generated always as identity primary key,
  event_id uuid not null,
  -- As ClickHouse's `ver`: when the correction was received. Older ones of the event are superseded.
  ver bigint not null
);

alter table incoming_mail
  -- The provider took it for spam.
  add column spam boolean not null default false,
  -- When its events were logged last; a correction is later.
  add column logged_at timestamptz;
