-- The SHA-256 of what the log called an erased contact, once the log knows it no more: a log that keeps records as they
-- were written (Kafka) may bring it again, and by this alone it is known. Null before.
alter table contact add column forgotten_key bytea;
create index contact_forgotten on contact (id) where forgotten_key is not null;
