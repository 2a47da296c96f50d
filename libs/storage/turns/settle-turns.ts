import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/**
 * Gives the turn, for up to `limit` changes, to one enrollment of each contact and conflict group: to the one that has
 * it, unless another takes over with a higher priority; else to the highest priority, then to the first that came. All
 * others wait, and the clock of one that waited stands meanwhile: its days and what was due to it are moved on by as
 * long as it waited. One that is paused, itself or with its sequence, gives its turn away. Answers how many changes
 * were settled.
 *
 * Two of these may meet at a contact: both lock all its enrollments first, in order, and what they then read is what
 * the other one left. An enrollment that came in between has a change of its own, and waits until that is settled.
 * Uses turn_change_pkey, enrollment_contact, enrollment_pkey.
 */
export async function settleTurns(sql: Sql, at: { now: Instant; limit: number }): Promise<number> {
  const now = sql`${iso(at.now)}::timestamptz`;
  const [row] = await sql<{ taken: number }[]>`
    with taken as (
      delete from turn_change
      where id in (select id from turn_change order by id limit ${at.limit} for update skip locked)
      returning contact_id, conflict_group
    ),
    asked as materialized (select distinct contact_id, conflict_group from taken),
    member as materialized (
      select e.no, e.contact_id, e.conflict_group, e.turn, e.waits_since, e.priority, e.takes_over,
        e.state = 'active' and s.state <> 'paused' as goes
      from enrollment e
      join asked a on a.contact_id = e.contact_id and a.conflict_group = e.conflict_group
      join sequence s on s.id = e.sequence_id
      where e.state in ('active', 'paused')
      order by e.no for update of e
    ),
    rival as (
      select *, max(priority) filter (where goes and turn is null) over (partition by contact_id, conflict_group) as running
      from member
    ),
    candidate as (
      select *, goes and (running is null or turn is null or (takes_over and priority > running)) as can from rival
    ),
    ranked as (
      select *, bool_or(can) over (partition by contact_id, conflict_group) as decided,
        can and row_number() over (
          partition by contact_id, conflict_group order by can desc, priority desc, turn is null desc, no) = 1 as wins
      from candidate
    ),
    given as (
      update enrollment e set turn = null, waits_since = null, epoch = e.epoch + 1, held_due = null,
        due_at = e.held_due + r.waited,
        counts_from = case when r.waited > interval '0' then coalesce(e.counts_from, e.enrolled_at) + r.waited
          else e.counts_from end
      from (
        select no, case turn when 'waits' then greatest(${now} - waits_since, interval '0') else interval '0' end as waited
        from ranked where wins and turn is not null
      ) r
      where e.no = r.no
      returning 1
    ),
    held as (
      update enrollment e set turn = 'waits', waits_since = ${now}, epoch = e.epoch + 1,
        held_due = coalesce(e.due_at, e.held_due), due_at = null
      from ranked r
      where e.no = r.no and r.decided and not r.wins and r.turn is distinct from 'waits'
      returning 1
    )
    select (select count(*) from taken) as taken, (select count(*) from given) + (select count(*) from held) as changed`;
  return row?.taken ?? 0;
}
