-- Partitions are leased, not enrollments.
alter table enrollment drop column lease_until;
