-- What GrowthBook and tools like it read (docs/growthbook.md): who was put into which arm, and what happened then. The
-- unit is the enrollment, which nobody can be known by.
create view if not exists gb_experiment_views as
select
  toString(enrollment_no) as user_id,
  occurred_at as timestamp,
  experiment as experiment_id,
  -- '0' is the control: arms are numbered as the file has them.
  toString(indexOf(options, chosen) - 1) as variation_id,
  chosen as variant_key,
  workspace,
  sequence as sequence_id,
  version,
  step as step_key,
  position as step_position,
  visit
from events final
where type = 'assigned' and enrollment_no != 0;

create view if not exists gb_events as
select
  toString(enrollment_no) as user_id,
  occurred_at as timestamp,
  -- As reports count it: 'replied', 'opened', 'opened:machine', 'converted:order'.
  kind as event_name,
  ifNull(value, 0) as value,
  currency,
  workspace,
  sequence as sequence_id,
  version,
  step as step_key,
  position as step_position,
  variant as variant_key,
  visit,
  attribution,
  event_id as event_uuid
from events final
where enrollment_no != 0;
