import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

/** Everybody else of an account in a sequence; `ord` gives the answer back to the question. */
export interface ColleagueQuestion {
  readonly ord: number;
  readonly account: string;
  readonly sequenceId: number;
  /** Whose colleagues are asked for. */
  readonly enrollmentNo: number;
}

/** An enrollment that is on its way, or at its end with a mail that has not gone out. */
export interface Colleague {
  readonly ord: number;
  readonly no: number;
  readonly id: string;
  readonly workspace: string;
  readonly sequence: string;
  readonly version: number;
  readonly enrolledAt: Instant;
  readonly subjectKey: string;
  readonly arms: Readonly<Record<string, string>>;
}

/** The colleagues of contacts in their sequences. Uses contact_account, enrollment_contact, touch_pkey. */
export async function findColleagues(
  sql: Sql,
  workspaceId: number,
  questions: readonly ColleagueQuestion[],
): Promise<Colleague[]> {
  if (questions.length === 0) return [];
  return await sql<Colleague[]>`
    select q.ord, e.no, e.id, w.key as workspace, s.key as sequence, e.version, e.enrolled_at as "enrolledAt",
      c.subject_key as "subjectKey", e.arms
    from json_to_recordset(${JSON.stringify(questions)}::text::json) as q(
      ord integer, account text, "sequenceId" integer, "enrollmentNo" bigint)
    join contact c on c.workspace_id = ${workspaceId} and c.account = q.account
    join enrollment e on e.contact_id = c.id and e.sequence_id = q."sequenceId" and e.no <> q."enrollmentNo"
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    where e.state in ('active', 'paused') or ((e.state = 'finished' or e.left_by_step) and exists (
      select from touch t where t.enrollment_no = e.no and t.state in ('new', 'pending')))
    order by q.ord, e.no`;
}
