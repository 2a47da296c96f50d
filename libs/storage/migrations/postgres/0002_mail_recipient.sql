-- Captured mail is looked up by how its address begins, whatever the locale of the server.
create index mail_recipient on mail (lower(recipient) text_pattern_ops);
