-- Who is erased is looked for in what Kafka brings again, and for a week in ClickHouse, also where the key is not known.
create index contact_erased on contact (id) where erased_at is not null;
drop index contact_forgotten;
