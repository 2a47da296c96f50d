-- When each kind of event first happened to each enrollment, whatever touch it belongs to, or none.
create table if not exists enrollment_facts (
  workspace LowCardinality(String),
  sequence LowCardinality(String),
  version UInt32,
  kind LowCardinality(String),
  enrollment_no UInt64,
  enrolled_on Date,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
engine = AggregatingMergeTree
partition by toYYYYMM(enrolled_on)
order by (workspace, sequence, version, kind, enrollment_no, enrolled_on)
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists enrollment_facts_view to enrollment_facts as
select workspace, sequence, version, kind, enrollment_no, enrolled_on, min(occurred_at) as first_at
from events
where enrollment_no != 0
group by all;
