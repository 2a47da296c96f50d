create table events (
  event_id UUID,
  type LowCardinality(String),
  name LowCardinality(String),
  kind LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  workspace LowCardinality(String),
  sequence LowCardinality(String),
  version UInt32,
  enrollment_id Nullable(UUID),
  enrollment_no UInt64,
  enrolled_on Date,
  intent_id Nullable(UUID),
  touch_at Nullable(DateTime64(3, 'UTC')),
  sent_at Nullable(DateTime64(3, 'UTC')),
  step LowCardinality(String),
  position UInt16,
  visit UInt32,
  variant LowCardinality(String),
  arms Map(LowCardinality(String), LowCardinality(String)),
  subject_key String,
  attribution LowCardinality(String),
  machine UInt8,
  machine_reason LowCardinality(String),
  value Nullable(Float64),
  currency LowCardinality(String),
  source LowCardinality(String),
  experiment LowCardinality(String),
  properties String,
  ver UInt64
)
engine = ReplacingMergeTree(ver)
partition by toYYYYMM(enrolled_on)
order by (workspace, sequence, enrollment_no, event_id)
settings non_replicated_deduplication_window = 10000;
