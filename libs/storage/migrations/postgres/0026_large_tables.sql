-- When the bytes of an erased contact were gone from all files but those of tables too large to be locked meanwhile.
alter table contact add column small_gone_at timestamptz;
