-- Every event once: a repeat of it merges away, and a correction is the same event_id with a higher `ver`.
-- Partition and sorting key are functions of the event's identity. What a correction may change (type, step,
-- variant, attribution) is in neither, or the corrected row would stand beside the first.
create table if not exists events (
  event_id UUID,
  type LowCardinality(String),
  name LowCardinality(String),
  -- What the event counts as in reports: `opened`, `opened:machine`, `converted:reorder`.
  kind LowCardinality(String),
  occurred_at DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  workspace LowCardinality(String),
  sequence LowCardinality(String),
  version UInt32,
  enrollment_id Nullable(UUID),
  -- Below 2^32, where 0 is no enrollment.
  enrollment_no UInt64,
  -- Without an enrollment the UTC day of occurred_at.
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
  -- What was drawn, of `assigned` events.
  experiment LowCardinality(String),
  decision_point LowCardinality(String),
  options Array(LowCardinality(String)),
  probabilities Array(Float64),
  chosen LowCardinality(String),
  -- JSON text.
  properties String,
  ver UInt64
)
engine = ReplacingMergeTree(ver)
partition by toYYYYMM(enrolled_on)
order by (workspace, sequence, enrollment_no, event_id)
settings non_replicated_deduplication_window = 10000;
