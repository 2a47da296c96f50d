import type { Fragment } from 'postgres';
import { ASSUMED_AFTER, type Instant, iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type ContactColumns, withContact } from './contact-columns.ts';
import type { Sending } from './start-sending.ts';

/**
 * Whether a touch `t` may have been taken by the provider and nobody knows: it is being sent, its sender died, or it was
 * closed or suppressed before it could be asked about again.
 */
export function fateIsOpen(sql: Sql): Fragment {
  return sql`(t.sent_at is null
    and (t.state = 'sending' or t.unsure_since is not null and t.state in ('unknown', 'new', 'closed', 'suppressed')))`;
}

/** Whether a row of `touch` has been open so long that it counts as sent. */
export function isAssumed(sql: Sql, now: Instant): Fragment {
  return sql`(unsure_since <= ${iso(now - ASSUMED_AFTER)}::timestamptz and sent_at is null
    and state in ('unknown', 'closed', 'suppressed'))`;
}

/** A mail that nobody has heard of for so long that it counts as sent; `from` is the state it is in until then. */
export type OpenFate = Omit<Sending, 'state' | 'unsureSince'> & {
  readonly from: 'unknown' | 'closed' | 'suppressed';
  readonly unsureSince: Instant;
};

/** Mails that count as sent from now on, the oldest first. Uses touch_unsure, enrollment_pkey, contact_pkey. */
export async function findAssumed(sql: Sql, at: { now: Instant; limit: number }): Promise<OpenFate[]> {
  const rows = await sql<(Omit<OpenFate, 'contact'> & ContactColumns)[]>`
    select t.enrollment_no as no, t.visit, t.attempt, t.intent_id as "intentId", t.state as "from", w.key as workspace,
      e.sequence_id as "sequenceId", s.key as sequence, coalesce(t.version, e.version) as version, e.id as "enrollmentId",
      e.enrolled_at as "enrolledAt", t.step, t.position, t.variant, e.arms, t.touch_at as "touchAt",
      c.external_id as "contactId", c.email, c.timezone, c.attributes, c.simulated, c.subject_key as "subjectKey",
      t.deferrals, t.unsure_since as "unsureSince", null as mailbox,
      case when e.wake ->> 'mail' = t.visit::text then coalesce(e.counts_from, e.enrolled_at) end as "countsFrom"
    from (
      select * from touch where ${isAssumed(sql, at.now)} order by unsure_since, enrollment_no limit ${at.limit}
    ) t
    join enrollment e on e.no = t.enrollment_no
    join sequence s on s.id = e.sequence_id
    join workspace w on w.id = e.workspace_id
    join contact c on c.id = e.contact_id
    order by t.unsure_since, t.enrollment_no`;
  return rows.map(withContact);
}
