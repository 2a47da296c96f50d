-- When each kind of event first happened to each touch: a row a touch and kind, so that a new kind needs no migration.
-- `min` absorbs duplicates, reordering and replays. A touch is known by touch_at, which all its events carry,
-- whether it was sent or not.
create table if not exists touch_facts (
  workspace LowCardinality(String),
  sequence LowCardinality(String),
  version UInt32,
  kind LowCardinality(String),
  step LowCardinality(String),
  variant LowCardinality(String),
  enrollment_no UInt64,
  visit UInt32,
  touch_at DateTime64(3, 'UTC'),
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
engine = AggregatingMergeTree
partition by toYYYYMM(touch_at)
order by (workspace, sequence, version, kind, step, variant, enrollment_no, visit, touch_at)
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists touch_facts_view to touch_facts as
select
  workspace,
  sequence,
  version,
  kind,
  step,
  variant,
  enrollment_no,
  visit,
  assumeNotNull(events.touch_at) as touch_at,
  min(occurred_at) as first_at
from events
where events.touch_at is not null and enrollment_no != 0
group by all;
