-- Since when a contact has the address that it has; null where it has had no other. What comes back of a mail that went
-- out before says nothing of this address.
alter table contact add column address_since timestamptz;
