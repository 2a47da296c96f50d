-- Whose events these are: one row, or the same one some times. Of two installations an enrollment number would be two people.
create table if not exists installation (
  id UUID
)
engine = ReplacingMergeTree
order by id;
