-- Which enrollments had which kind of event at which step, by day of the touch and whole days since it.
-- A set of enrollment numbers absorbs duplicates and replays, where a count would grow with them.
create table if not exists step_rollup (
  workspace LowCardinality(String),
  sequence LowCardinality(String),
  version UInt32,
  step LowCardinality(String),
  variant LowCardinality(String),
  kind LowCardinality(String),
  -- UTC day on which the touch was sent, or reached where it was not sent by then.
  cohort Date,
  lag UInt16,
  who AggregateFunction(groupBitmap, UInt64)
)
engine = AggregatingMergeTree
order by (workspace, sequence, version, step, variant, kind, cohort, lag)
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists step_rollup_view to step_rollup as
with
  assumeNotNull(coalesce(sent_at, touch_at)) as base,
  toUnixTimestamp64Milli(occurred_at) - toUnixTimestamp64Milli(base) as elapsed
select
  workspace,
  sequence,
  version,
  step,
  variant,
  kind,
  toDate(base) as cohort,
  toUInt16(least(greatest(intDiv(elapsed, 86400000), 0), 65535)) as lag,
  groupBitmapState(enrollment_no) as who
from events
where touch_at is not null and enrollment_no != 0
group by all;
