import type { Contact, Instant, Wake } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type ContactColumns, withContact } from './contact-columns.ts';

/** An enrollment that is due, leased to the caller: every write to it must carry the epoch. */
export interface Claim {
  readonly no: number;
  readonly id: string;
  readonly epoch: number;
  readonly workspace: string;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly version: number;
  readonly contact: Contact;
  readonly simulated: boolean;
  readonly subjectKey: string;
  readonly enrolledAt: Instant;
  readonly dueAt: Instant;
  readonly cursor: number;
  readonly visit: number;
  readonly lastEmailAt: Instant | null;
  readonly wake: Wake | null;
  readonly arms: Readonly<Record<string, string>>;
}

/**
 * Leases up to `limit` enrollments that are due, oldest first, in one statement. A lease that ran out is claimed
 * again under a new epoch, so that what its former holder still writes matches no row. A paused sequence waits.
 * `parts` are the partitions of a lane; without them all.
 * Uses enrollment_due, contact_pkey, sequence_pkey.
 */
export async function claimDue(
  sql: Sql,
  at: { now: Instant; leaseMs: number; limit: number; parts?: readonly number[] | undefined },
): Promise<Claim[]> {
  const rows = await sql<(Omit<Claim, 'contact'> & ContactColumns)[]>`
    with due as (
      select e.no, s.key as sequence from enrollment e
      join sequence s on s.id = e.sequence_id and s.state <> 'paused'
      where e.state = 'active' and e.due_at <= ${iso(at.now)}::timestamptz
        and (e.lease_until is null or e.lease_until <= ${iso(at.now)}::timestamptz)
        ${at.parts ? sql`and e.part = any(${at.parts as number[]}::smallint[])` : sql``}
      order by e.due_at, e.no limit ${at.limit} for update of e skip locked
    ),
    claimed as (
      update enrollment e set lease_until = ${iso(at.now + at.leaseMs)}::timestamptz, epoch = e.epoch + 1
      from due where e.no = due.no
      returning e.*, due.sequence
    )
    select e.no, e.id, e.epoch, w.key as workspace, e.sequence_id as "sequenceId", e.sequence, e.version,
      c.external_id as "contactId", c.email, c.timezone, c.attributes, c.simulated, c.subject_key as "subjectKey", e.enrolled_at as "enrolledAt",
      e.due_at as "dueAt", e.cursor, e.visit, e.last_email_at as "lastEmailAt", e.wake, e.arms
    from claimed e
    join contact c on c.id = e.contact_id
    join workspace w on w.id = e.workspace_id
    order by e.due_at, e.no`;
  return rows.map(withContact);
}
