-- Mail with HTML, links that are counted, and threads.

-- What else the captured mailbox shows of a mail: whom it is from, its HTML and its headers.
alter table mail
  add column sender text,
  add column html text,
  add column headers jsonb not null default '{}';

-- Where the links of mails lead, by what their tokens name: no address stands in a token, so that nobody can make this
-- installation lead elsewhere. One that holds a contact's data belongs to the enrollment it was made for.
create table mail_link (
  id uuid primary key,
  address text not null,
  enrollment_no bigint
);
create index mail_link_enrollment on mail_link (enrollment_no) where enrollment_no is not null;

-- What a later mail needs to go on in the thread of this one; only of steps that another one refers to.
create table mail_thread (
  intent_id uuid primary key,
  enrollment_no bigint not null,
  step text not null,
  subject text not null,
  message_id text not null,
  earlier text[] not null
);
create index mail_thread_enrollment on mail_thread (enrollment_no, step);
