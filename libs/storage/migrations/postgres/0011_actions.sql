-- A step can do something in the world that is neither a mail nor a task: its touch is `pending` until that is done, and
-- `send_at` is when it is tried next.
alter table touch drop constraint touch_effect_check;
alter table touch add constraint touch_effect_check check (effect in ('send', 'task', 'action', 'none'));
alter table touch drop constraint touch_state_check;
alter table touch add constraint touch_state_check check (state in ('new', 'sending', 'sent', 'rejected', 'unknown',
  'suppressed', 'open', 'done', 'skipped', 'closed', 'passed', 'pending', 'failed'));
create index touch_to_act on touch (send_at, enrollment_no) where state = 'pending';
