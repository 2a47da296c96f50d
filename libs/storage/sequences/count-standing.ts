import type { Sql } from '../postgres/open-postgres.ts';

/** Who stands at a step in one version of a sequence. */
export interface Standing {
  readonly version: number;
  /** Null: all steps are behind them. */
  readonly step: string | null;
  /** Enrollments for which the step comes next, paused ones too. */
  readonly waiting: number;
  readonly openTasks: number;
  /** Mails and actions that are decided and have not gone out yet. */
  readonly sending: number;
}

/**
 * Where the enrollments of a sequence stand, by version and step; steps without anybody are left out.
 * Counts by version and cursor first, so that a definition is read once and not once an enrollment.
 * Reads all enrollments of the sequence. Uses touch_task, touch_to_send, touch_sending, sequence_version_pkey.
 */
export async function countStanding(sql: Sql, sequenceId: number): Promise<Standing[]> {
  return await sql<Standing[]>`
    with place as (
      select version, cursor, count(*) as waiting from enrollment
      where sequence_id = ${sequenceId} and state in ('active', 'paused')
      group by version, cursor
    ),
    waiting as (
      select p.version, coalesce(v.definition -> 'steps' -> p.cursor::integer ->> 'key', '') as step, p.waiting
      from place p join sequence_version v on v.sequence_id = ${sequenceId} and v.version = p.version
    ),
    touched as (
      select coalesce(t.version, e.version) as version, t.step, count(*) filter (where t.state = 'open') as open_tasks,
        count(*) filter (where t.state in ('new', 'sending', 'pending')) as sending
      from touch t join enrollment e on e.no = t.enrollment_no
      where e.sequence_id = ${sequenceId} and t.state in ('open', 'new', 'sending', 'pending')
      group by 1, 2
    )
    select version, nullif(step, '') as step, coalesce(waiting, 0)::bigint as waiting,
      coalesce(open_tasks, 0)::bigint as "openTasks", coalesce(sending, 0)::bigint as sending
    from waiting full join touched using (version, step)
    order by version, step`;
}
