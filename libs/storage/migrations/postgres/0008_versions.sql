-- The file of a version as it was written, so that it can be read, and saved again as a draft. Null: published earlier.
alter table sequence_version add column file json;

-- The version that a touch was made under. Null: that of its enrollment; it is written when the enrollment moves to
-- another version, whose steps and variants the touch does not belong to.
alter table touch add column version integer;
