-- What reports read that leave out guesses: the tables of 0002 to 0004 as they would be if an event from outside counted
-- only where it names its touch. What Crest did itself counts whatever moved it to. Made of the raw events when it is
-- asked: docs/decisions/0015-direct-rates-from-raw-events.md says why.
create view if not exists direct_events as
select
  workspace,
  sequence,
  version,
  enrollment_no,
  enrolled_on,
  step,
  visit,
  variant,
  kind,
  touch_at,
  sent_at,
  occurred_at
from events final
where enrollment_no != 0 and (attribution = 'direct' or type in (
  'enrolled', 'assigned', 'reached', 'sent', 'held-out', 'task-opened', 'task-completed', 'task-skipped', 'branched',
  'exited', 'move-refused', 'migrated', 'completed', 'failed'));

-- A row an event: who reads the table takes the least of several rows, too.
create view if not exists direct_touch_facts as
select
  workspace,
  sequence,
  version,
  kind,
  step,
  variant,
  enrollment_no,
  visit,
  assumeNotNull(direct_events.touch_at) as touch_at,
  occurred_at as first_at
from direct_events
where direct_events.touch_at is not null;

create view if not exists direct_step_rollup as
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
from direct_events
where touch_at is not null
group by all;

create view if not exists direct_enrollment_facts as
select workspace, sequence, version, kind, enrollment_no, enrolled_on, occurred_at as first_at
from direct_events;
