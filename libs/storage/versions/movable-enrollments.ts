import type { Instant, Wake } from '#engine';
import type { LiveEnrollment } from '../enrollments/live-enrollments.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** An enrollment that is on its way in a version, with all that its due time in another one hangs on. */
export interface MovableEnrollment extends LiveEnrollment {
  /** Raised by whatever happens to it: a move that was worked out under an older one is void. */
  readonly epoch: number;
  readonly cursor: number;
  /** Also what is put aside while it waits for its turn. */
  readonly dueAt: Instant | null;
  readonly wake: Wake | null;
  /** The instant that days are counted from. */
  readonly countsFrom: Instant;
  readonly lastEmailAt: Instant | null;
  readonly timezone: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Its latest visit. */
  readonly last: {
    readonly visit: number;
    readonly step: string;
    readonly doneAt: Instant;
    readonly taskOpen: boolean;
  } | null;
}

/**
 * Enrollments that are on their way in a version, by number, those after a number. Uses enrollment_pkey in order,
 * touch_pkey, task_pkey.
 */
export async function movableEnrollments(
  sql: Sql,
  of: { sequenceId: number; version: number; after: number; limit: number },
): Promise<MovableEnrollment[]> {
  return await sql<MovableEnrollment[]>`
    select e.no, e.id, w.key as workspace, s.key as sequence, e.version, e.enrolled_at as "enrolledAt", e.arms,
      c.subject_key as "subjectKey", e.epoch, e.cursor, coalesce(e.due_at, e.held_due) as "dueAt", e.wake,
      coalesce(e.counts_from, e.enrolled_at) as "countsFrom", e.last_email_at as "lastEmailAt", c.timezone,
      json_build_object('country', c.attributes -> 'country', 'region', c.attributes -> 'region') as attributes, l.last
    from enrollment e
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    left join lateral (
      select json_build_object('visit', t.visit, 'step', t.step, 'taskOpen', t.effect = 'task' and t.state = 'open',
        'doneAt', (extract(epoch from coalesce(k.closed_at, t.touch_at)) * 1000)::bigint) as last
      from touch t left join task k using (enrollment_no, visit)
      where t.enrollment_no = e.no order by t.visit desc limit 1
    ) l on true
    where e.sequence_id = ${of.sequenceId} and e.version = ${of.version} and e.state in ('active', 'paused')
      and e.no > ${of.after}
    order by e.no limit ${of.limit}`;
}
