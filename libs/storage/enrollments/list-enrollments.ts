import type { Instant } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';

export type EnrollmentState = 'active' | 'paused' | 'finished' | 'exited' | 'failed';

export interface EnrollmentRow {
  readonly id: string;
  readonly no: number;
  readonly contact: string;
  readonly version: number;
  readonly state: EnrollmentState;
  readonly reason: string | null;
  /** The step that comes next; null when all are behind it or it has ended. */
  readonly nextStep: string | null;
  readonly dueAt: Instant | null;
  readonly enrolledAt: Instant;
  readonly endedAt: Instant | null;
  /** The sequence that an exit leads to, while the way there is not open. */
  readonly movesTo: string | null;
  /** Why the exit was not followed. */
  readonly moveRefused: string | null;
  /** What nothing is due before: another sequence of its conflict group, or its mail, which a cap or a mailbox keeps back. */
  readonly waitingFor:
    | { readonly kind: 'turn'; readonly sequence: string | null; readonly since: Instant }
    | {
        readonly kind: 'mail';
        readonly step: string;
        readonly mailbox: string | null;
        readonly notBefore: Instant;
      }
    | null;
  /** Its last mail, while that has not gone out, or where nobody knows, or where it will not. */
  readonly unsentMail: UnsentMail | null;
}

export interface UnsentMail {
  readonly step: string;
  /** `new` waits. */
  readonly state: 'new' | 'sending' | 'unknown' | 'rejected' | 'suppressed';
  /** In the provider's words, where it said any. */
  readonly problem: string | null;
  /** When it is tried next. */
  readonly nextTryAt: Instant | null;
}

export interface EnrollmentQuestion {
  readonly workspaceId: number;
  readonly sequence: string;
  readonly state: EnrollmentState | null;
  readonly contact: string | null;
  /** The last number of the page before. */
  readonly after: number | null;
  readonly limit: number;
}

/**
 * The enrollments of a sequence by number.
 * Uses sequence_workspace_id_key_key, then enrollment_pkey in order of number and filters by sequence; touch_pkey.
 */
export async function listEnrollments(sql: Sql, question: EnrollmentQuestion): Promise<EnrollmentRow[]> {
  const { state, contact } = question;
  return await sql<EnrollmentRow[]>`
    select ${enrollmentColumns(sql)} ${enrollmentSource(sql)}
    where s.workspace_id = ${question.workspaceId} and s.key = ${question.sequence}
      and e.no > ${question.after ?? 0}
      ${state === null ? sql`` : sql`and e.state = ${state}`}
      ${
        contact === null
          ? sql``
          : sql`and c.id = (select coalesce(merged_into, id) from contact
              where workspace_id = s.workspace_id and external_id = ${contact})`
      }
    order by e.no limit ${question.limit}`;
}

export const enrollmentColumns = (sql: Sql) => sql`
  e.id, e.no, c.external_id as contact, e.version, e.state, e.reason,
  case when e.state in ('active', 'paused') then v.definition -> 'steps' -> e.cursor::integer ->> 'key' end
    as "nextStep",
  e.due_at as "dueAt", e.enrolled_at as "enrolledAt", e.ended_at as "endedAt",
  e.move_to as "movesTo", e.move_refused as "moveRefused",
  (
    select case when t.state in ('new', 'sending', 'unknown', 'rejected', 'suppressed') then json_build_object(
      'step', t.step, 'state', t.state, 'problem', t.problem,
      'nextTryAt', case t.state when 'new' then (extract(epoch from t.send_at) * 1000)::bigint end) end
    from touch t where t.enrollment_no = e.no and t.effect = 'send' order by t.visit desc limit 1
  ) as "unsentMail",
  case
    when e.state not in ('active', 'paused') then null
    when e.turn is not null then json_build_object(
      'kind', 'turn', 'since', (extract(epoch from coalesce(e.waits_since, e.enrolled_at)) * 1000)::bigint,
      'sequence', (select other.key from enrollment o join sequence other on other.id = o.sequence_id
        where o.contact_id = e.contact_id and o.conflict_group = e.conflict_group and o.turn is null
          and o.state = 'active' and o.no <> e.no limit 1))
    when e.wake ? 'mail' then (
      select json_build_object('kind', 'mail', 'step', t.step, 'notBefore', (extract(epoch from t.send_at) * 1000)::bigint,
        'mailbox', (select m.key from mailbox m where m.id = t.mailbox_id))
      from touch t where t.enrollment_no = e.no and t.visit = (e.wake ->> 'mail')::integer)
  end as "waitingFor"`;

export const enrollmentSource = (sql: Sql) => sql`
  from sequence s
  join enrollment e on e.sequence_id = s.id
  join contact c on c.id = e.contact_id
  join sequence_version v on v.sequence_id = e.sequence_id and v.version = e.version`;
