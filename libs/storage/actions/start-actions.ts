import type { Instant } from '#engine';
import { iso } from '#engine';
import { type ContactColumns, withContact } from '../engine/contact-columns.ts';
import { LOOK_AGAIN_MS } from '../engine/look-again.ts';
import type { StartedTouch } from '../engine/started-touch.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** Something that a step is to do in the world, leased to the caller: `attempt` fences what comes of it. */
export type StartedAction = StartedTouch;

/**
 * Leases actions that are due, oldest first. One whose lease ran out is given out again under another attempt: whoever
 * carries it out must be able to do it twice, by its intent id. That of a paused sequence or enrollment waits.
 * `more`: the batch was full. Uses touch_to_act, enrollment_pkey, sequence_pkey, contact_pkey.
 */
export async function startActions(
  sql: Sql,
  at: { now: Instant; leaseMs: number; limit: number },
): Promise<{ actions: StartedAction[]; more: boolean }> {
  const now = sql`${iso(at.now)}::timestamptz`;
  const rows = await sql<(Omit<StartedAction, 'contact'> & ContactColumns & { paused: boolean })[]>`
    with due as materialized (
      select t.enrollment_no, t.visit, e.state = 'paused' or s.state = 'paused' as paused
      from touch t
      join enrollment e on e.no = t.enrollment_no
      join sequence s on s.id = e.sequence_id
      where t.state = 'pending' and t.send_at <= ${now}
      order by t.send_at, t.enrollment_no limit ${at.limit} for update of t skip locked
    ),
    started as (
      update touch t set attempt = t.attempt + (not d.paused)::integer,
        send_at = case when d.paused then ${iso(at.now + LOOK_AGAIN_MS)}::timestamptz
          else ${iso(at.now + at.leaseMs)}::timestamptz end
      from due d where t.enrollment_no = d.enrollment_no and t.visit = d.visit
      returning t.*, d.paused
    )
    select t.enrollment_no as no, t.visit, t.attempt, t.intent_id as "intentId", t.paused, w.key as workspace,
      e.sequence_id as "sequenceId", s.key as sequence,
      coalesce(t.version, e.version) as version, e.id as "enrollmentId",
      e.enrolled_at as "enrolledAt", t.step, t.position, t.variant, e.arms, t.touch_at as "touchAt",
      c.external_id as "contactId", c.email, c.timezone, c.attributes, c.subject_key as "subjectKey"
    from started t
    join enrollment e on e.no = t.enrollment_no
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    order by t.touch_at, t.enrollment_no`;
  const actions = rows.filter(({ paused }) => !paused).map(withContact);
  return { actions, more: rows.length === at.limit };
}
