import type { Fragment } from 'postgres';
import type { Instant, Wake } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { plainArray } from '../postgres/plain-array.ts';
import { fateIsOpen } from './open-fates.ts';

/** How one incoming event names its touch; `ord` gives the answer back to it. */
export interface TouchQuestion {
  readonly ord: number;
  readonly intentId: string | null;
  readonly enrollmentId: string | null;
  readonly contact: string | null;
  readonly sequence: string | null;
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
  readonly touchAt: Instant;
  readonly sentAt: Instant | null;
  /** When it was handed over, where nobody knows yet whether it was taken. */
  readonly openSince: Instant | null;
  /** It went to an address that the contact no longer has. */
  readonly wentElsewhere: boolean;
}

export interface Asleep {
  readonly wake: Wake;
  readonly cursor: number;
  /** Where its days are counted from. */
  readonly countsFrom: Instant;
  readonly lastEmailAt: Instant | null;
  readonly timezone: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The enrollment an event was found to name, with its touches, latest first (only the one that was named by intent). */
export interface EnrollmentCandidate {
  readonly ord: number;
  readonly no: number;
  readonly id: string;
  readonly state: string;
  readonly sequenceId: number;
  readonly version: number;
  /** What it shares with colleagues: its account, or the domain of its address. */
  readonly account: string | null;
  readonly subjectKey: string;
  readonly holderKey: string;
  readonly enrolledAt: Instant;
  /** What it sleeps for, and what says when it goes on if that comes; null where it sleeps for nothing. */
  readonly asleep: Asleep | null;
  readonly arms: Readonly<Record<string, string>>;
  readonly touches: readonly TouchCandidate[];
}

/**
 * Finds, for each question, the enrollments it can mean: by intent, else by enrollment, else all enrollments of the
 * contact (in the sequence where one is named), latest enrollment first. Within a workspace only.
 */
export async function findTouches(
  sql: Sql,
  workspaceId: number,
  questions: readonly TouchQuestion[],
): Promise<EnrollmentCandidate[]> {
  const [direct, others] = await Promise.all([
    findNamed(sql, workspaceId, questions),
    findAround(
      sql,
      workspaceId,
      questions.filter(({ intentId }) => intentId === null),
    ),
  ]);
  return [...direct, ...others];
}

/**
 * Those that name a touch, as nearly all do: it and its enrollment, column by column (see claim-due.ts), times as
 * numbers. Uses touch_intent_id_key, enrollment_pkey, contact_pkey.
 */
async function findNamed(
  sql: Sql,
  workspaceId: number,
  questions: readonly TouchQuestion[],
): Promise<EnrollmentCandidate[]> {
  const named = questions.filter(({ intentId }) => intentId !== null);
  if (named.length === 0) return [];
  const rows = await sql`
    select q.ord, e.no, e.id, e.state, e.sequence_id, e.version, c.account, c.subject_key,
      coalesce(c.address_key, c.subject_key), ${ms(sql, sql`e.enrolled_at`)}, e.arms, ${asleep(sql)}, t.visit, t.intent_id,
      t.step, t.position, t.variant, t.effect, coalesce(t.version, e.version), ${ms(sql, sql`t.touch_at`)},
      ${ms(sql, sql`t.sent_at`)}, ${openSince(sql)}, ${wentElsewhere(sql)}
    from unnest(
      ${plainArray(named.map(({ ord }) => ord))}::integer[], ${plainArray(named.map(({ intentId }) => intentId))}::uuid[]
    ) as q(ord, intent)
    join touch t on t.intent_id = q.intent
    join enrollment e on e.no = t.enrollment_no and e.workspace_id = ${workspaceId}
    join contact c on c.id = e.contact_id`.values();
  const candidates: EnrollmentCandidate[] = [];
  for (const [
    ord,
    no,
    id,
    state,
    sequenceId,
    version,
    account,
    subjectKey,
    holderKey,
    enrolledAt,
    arms,
    asleep,
    visit,
    intentId,
    step,
    position,
    variant,
    effect,
    madeUnder,
    touchAt,
    sentAt,
    openSince,
    wentElsewhere,
  ] of rows) {
    const touch = {
      visit,
      intentId,
      step,
      version: madeUnder,
      position,
      variant,
      effect,
      touchAt,
      sentAt,
      openSince,
      wentElsewhere,
    };
    const whom = { account, subjectKey, holderKey };
    candidates.push({
      ord,
      no,
      id,
      state,
      sequenceId,
      version,
      ...whom,
      enrolledAt,
      asleep,
      arms,
      touches: [touch],
    });
  }
  return candidates;
}

/** Those that name an enrollment or a contact. Uses enrollment_id_key, contact_workspace_id_external_id_key, enrollment_contact, touch_pkey. */
async function findAround(
  sql: Sql,
  workspaceId: number,
  questions: readonly TouchQuestion[],
): Promise<EnrollmentCandidate[]> {
  if (questions.length === 0) return [];
  const input = questions.map(({ ord, enrollmentId, contact, sequence }) => {
    return { ord, enrollment: enrollmentId, contact, sequence };
  });
  return await sql<EnrollmentCandidate[]>`
    with question as materialized (
      select * from json_to_recordset(${JSON.stringify(input)}::text::json) as r(
        ord integer, enrollment uuid, contact text, sequence text)
    ),
    named as (
      select q.ord, e.no from question q join enrollment e on e.id = q.enrollment
      union all
      select q.ord, e.no from question q
      join contact c on c.workspace_id = ${workspaceId} and c.external_id = q.contact
      join enrollment e on e.contact_id = c.id
      join sequence s on s.id = e.sequence_id and (q.sequence is null or s.key = q.sequence)
      where q.enrollment is null
    )
    select n.ord, e.no, e.id, e.state, e.sequence_id as "sequenceId", e.version, c.account,
      c.subject_key as "subjectKey", coalesce(c.address_key, c.subject_key) as "holderKey",
      e.enrolled_at as "enrolledAt", ${asleep(sql)} as asleep, e.arms, t.touches
    from named n
    join enrollment e on e.no = n.no and e.workspace_id = ${workspaceId}
    join contact c on c.id = e.contact_id
    cross join lateral (
      select coalesce(json_agg(json_build_object(
        'visit', t.visit, 'intentId', t.intent_id, 'step', t.step, 'position', t.position, 'variant', t.variant,
        'effect', t.effect, 'version', coalesce(t.version, e.version), 'touchAt', ${ms(sql, sql`t.touch_at`)},
        'sentAt', ${ms(sql, sql`t.sent_at`)}, 'openSince', ${openSince(sql)}, 'wentElsewhere', ${wentElsewhere(sql)}) order by t.visit desc), '[]') as touches
      from touch t where t.enrollment_no = e.no
    ) t
    order by n.ord, e.enrolled_at desc, e.no desc`;
}

/** A time in epoch milliseconds; as text it costs 0.6 µs to read. */
const ms = (sql: Sql, time: Fragment): Fragment => sql`round(date_part('epoch', ${time}) * 1000)`;

const openSince = (sql: Sql): Fragment =>
  sql`case when ${fateIsOpen(sql)} then ${ms(sql, sql`coalesce(t.unsure_since, t.send_at)`)} end`;

/** An address that was another one when the mail began to go out, be it still on its way. */
const wentElsewhere = (sql: Sql): Fragment =>
  sql`coalesce(t.effect = 'send' and c.address_since > least(t.send_at, t.unsure_since, t.sent_at), false)`;

/** What an enrollment `e` sleeps for, with what is asked for then. */
const asleep = (sql: Sql): Fragment => sql`
  case when e.wake is not null then json_build_object('wake', e.wake, 'cursor', e.cursor,
    'countsFrom', ${ms(sql, sql`coalesce(e.counts_from, e.enrolled_at)`)}, 'lastEmailAt', ${ms(sql, sql`e.last_email_at`)},
    'timezone', c.timezone, 'attributes', c.attributes) end`;
