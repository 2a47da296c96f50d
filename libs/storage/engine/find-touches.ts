import type { Instant, Wake } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { fateIsOpen } from './open-fates.ts';

/** How one incoming event names its touch; `ord` gives the answer back to it. */
export interface TouchQuestion {
  readonly ord: number;
  readonly intentId: string | null;
  readonly enrollmentId: string | null;
  readonly step: string | null;
  readonly contact: string | null;
  readonly sequence: string | null;
  readonly occurredAt: Instant;
}

/** A touch of the enrollment that an event may belong to. */
export interface TouchCandidate {
  readonly visit: number;
  readonly intentId: string;
  readonly step: string;
  /** The version it was made under. */
  readonly version: number;
  readonly position: number;
  readonly variant: string;
  readonly effect: 'send' | 'task' | 'action' | 'none';
  readonly state: string;
  readonly touchAt: Instant;
  readonly sentAt: Instant | null;
  /** When it was handed over, where nobody knows yet whether it was taken. */
  readonly openSince: Instant | null;
}

/** The enrollment an event was found to name, with its touches, latest first (only the one that was named by intent). */
export interface EnrollmentCandidate {
  readonly ord: number;
  readonly no: number;
  readonly id: string;
  readonly state: string;
  readonly workspaceId: number;
  readonly workspace: string;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly version: number;
  readonly contactId: string;
  readonly timezone: string | null;
  /** What it shares with colleagues: its account, or the domain of its address. */
  readonly account: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly subjectKey: string;
  readonly holderKey: string;
  readonly enrolledAt: Instant;
  /** Where its days are counted from. */
  readonly countsFrom: Instant;
  readonly cursor: number;
  readonly visit: number;
  readonly lastEmailAt: Instant | null;
  readonly wake: Wake | null;
  readonly arms: Readonly<Record<string, string>>;
  readonly touches: readonly TouchCandidate[];
}

/**
 * Finds, for each question, the enrollments it can mean: by intent, else by enrollment, else all enrollments of the
 * contact (in the sequence where one is named), latest enrollment first. Within a workspace only.
 * Uses touch_intent_id_key, enrollment_id_key, contact_workspace_id_external_id_key, enrollment_contact,
 * touch_pkey.
 */
export async function findTouches(
  sql: Sql,
  workspaceId: number,
  questions: readonly TouchQuestion[],
): Promise<EnrollmentCandidate[]> {
  if (questions.length === 0) return [];
  const input = questions.map((q) => ({
    ord: q.ord,
    intent: q.intentId,
    enrollment: q.enrollmentId,
    contact: q.contact,
    sequence: q.sequence,
  }));
  return await sql<EnrollmentCandidate[]>`
    with question as materialized (
      select * from json_to_recordset(${JSON.stringify(input)}::text::json) as r(
        ord integer, intent uuid, enrollment uuid, contact text, sequence text)
    ),
    named as (
      select q.ord, t.enrollment_no as no, t.visit from question q join touch t on t.intent_id = q.intent
      union all
      select q.ord, e.no, null from question q join enrollment e on e.id = q.enrollment where q.intent is null
      union all
      select q.ord, e.no, null from question q
      join contact c on c.workspace_id = ${workspaceId} and c.external_id = q.contact
      join enrollment e on e.contact_id = c.id
      join sequence s on s.id = e.sequence_id and (q.sequence is null or s.key = q.sequence)
      where q.intent is null and q.enrollment is null
    )
    select n.ord, e.no, e.id, e.state, e.workspace_id as "workspaceId", w.key as workspace,
      e.sequence_id as "sequenceId", s.key as sequence, e.version, c.external_id as "contactId", c.timezone,
      c.attributes, c.account,
      c.subject_key as "subjectKey", coalesce(c.address_key, c.subject_key) as "holderKey",
      e.enrolled_at as "enrolledAt", coalesce(e.counts_from, e.enrolled_at) as "countsFrom", e.cursor, e.visit,
      e.last_email_at as "lastEmailAt", e.wake, e.arms, t.touches
    from named n
    join enrollment e on e.no = n.no and e.workspace_id = ${workspaceId}
    join contact c on c.id = e.contact_id
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    cross join lateral (
      select coalesce(json_agg(json_build_object(
        'visit', t.visit, 'intentId', t.intent_id, 'step', t.step, 'position', t.position, 'variant', t.variant,
        'effect', t.effect, 'state', t.state, 'version', coalesce(t.version, e.version),
        'touchAt', (extract(epoch from t.touch_at) * 1000)::bigint,
        'sentAt', (extract(epoch from t.sent_at) * 1000)::bigint,
        'openSince', case when ${fateIsOpen(sql)}
          then (extract(epoch from coalesce(t.unsure_since, t.send_at)) * 1000)::bigint end) order by t.visit desc), '[]') as touches
      from touch t where t.enrollment_no = e.no and (n.visit is null or t.visit = n.visit)
    ) t
    order by n.ord, e.enrolled_at desc, e.no desc`;
}
