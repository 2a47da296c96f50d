import type { Contact, Instant, Wake } from '#engine';
import { iso, PARTITIONS } from '#engine';
import { isPaced } from '../pacing/waiting-mails.ts';
import type { Sql } from '../postgres/open-postgres.ts';

/** An enrollment that is due. Its partition is leased to the caller: what is decided carries both epochs. */
export interface Claim {
  readonly no: number;
  readonly id: string;
  readonly part: number;
  /** Of the lease on the partition. */
  readonly lease: number;
  /** Of the enrollment: whatever happens to it in between raises it. */
  readonly epoch: number;
  readonly workspace: string;
  readonly sequenceId: number;
  readonly sequence: string;
  readonly version: number;
  readonly contact: Contact;
  readonly simulated: boolean;
  readonly subjectKey: string;
  readonly enrolledAt: Instant;
  /** Where its days are counted from: later than that, if it has waited for its turn. */
  readonly countsFrom: Instant;
  /** Its mails keep to caps or a mailbox, which say when they go. */
  readonly paced: boolean;
  readonly dueAt: Instant;
  readonly cursor: number;
  readonly visit: number;
  readonly lastEmailAt: Instant | null;
  readonly wake: Wake | null;
  readonly arms: Readonly<Record<string, string>>;
}

export interface Claims {
  readonly claims: readonly Claim[];
  /** Whether there may be more of these partitions: some workspace filled its share of the batch. */
  readonly more: boolean;
}

/**
 * Takes up to `limit` enrollments that are due, oldest first, and leases their partitions: the enrollments themselves are
 * only read. Whoever commits the decisions gives the lease back with them; one that ran out is taken over under a new
 * epoch, so that what its former holder still writes matches no row. `parts` are the partitions of a lane, without them
 * all; one that another worker holds is left to it. Workspaces share a batch evenly, so that the backlog of one keeps
 * no other waiting. What is met of a paused sequence is parked, so that it is met once (see unpark.ts).
 * Uses part_lease_pkey, enrollment_due, enrollment_pkey, contact_pkey, sequence_pkey, workspace_pkey.
 */
export async function claimDue(
  sql: Sql,
  at: { now: Instant; leaseMs: number; limit: number; parts?: readonly number[] | undefined },
): Promise<Claims> {
  const due = sql`e.state = 'active' and not e.parked and e.due_at <= ${iso(at.now)}::timestamptz`;
  const free = sql`(l.lease_until is null or l.lease_until <= ${iso(at.now)}::timestamptz)`;
  const parts = at.parts ?? Array.from({ length: PARTITIONS }, (_, part) => part);
  const rows = await sql`
    with busy as materialized (
      select l.part, w.id as workspace_id
      from part_lease l cross join workspace w
      cross join lateral (
        select from enrollment e where e.part = l.part and e.workspace_id = w.id and ${due} limit 1) first
      where l.part = any(${parts as number[]}::smallint[]) and ${free}
    ),
    held as materialized (
      select l.part from part_lease l where l.part in (select part from busy) and ${free}
      order by l.part for update skip locked
    ),
    turn as materialized (
      select workspace_id, greatest(${at.limit}::integer / count(*) over (), 1) as share
      from busy group by workspace_id
    ),
    met as materialized (
      select e.*, s.key as sequence, s.caps, s.state = 'paused' as paused, turn.share, row_number() over (partition by turn.workspace_id) as nth
      from turn
      cross join lateral (
        select e.* from busy b join held h on h.part = b.part
        cross join lateral (
          select e.no, e.id, e.part, e.epoch, e.workspace_id, e.sequence_id, e.version, e.contact_id, e.enrolled_at,
            e.counts_from, e.due_at, e.cursor, e.visit, e.last_email_at, e.wake, e.arms
          from enrollment e where e.part = h.part and e.workspace_id = turn.workspace_id and ${due}
          order by e.due_at, e.no limit turn.share
        ) e
        where b.workspace_id = turn.workspace_id
        order by e.due_at, e.no limit turn.share
      ) e
      join sequence s on s.id = e.sequence_id
    ),
    parked as (
      update enrollment set parked = true
      where no = any(array(
        select no from enrollment where no in (select no from met where paused) and state = 'active'
        order by no for update skip locked))
    ),
    leased as (
      update part_lease l set epoch = l.epoch + 1, lease_until = ${iso(at.now + at.leaseMs)}::timestamptz
      where l.part in (select part from met where not paused)
      returning l.part, l.epoch
    )
    select m.no, m.id, m.part::int, l.epoch, m.epoch, w.key, m.sequence_id, m.sequence, m.version, c.external_id, c.email,
      c.timezone, c.attributes, c.simulated, c.subject_key, m.enrolled_at, m.counts_from, ${isPaced(sql, 'm')}, m.due_at,
      m.cursor, m.visit, m.last_email_at, m.wake, m.arms, m.nth = m.share
    from met m
    join workspace w on w.id = m.workspace_id
    left join leased l on l.part = m.part and not m.paused
    left join contact c on c.id = m.contact_id and not m.paused
    order by m.due_at, m.no`.values();
  const claims: Claim[] = [];
  let more = false;
  // Columns by their place: the driver adds names to an object one by one, and V8 makes a hash table of 2 KB out of one with
  // more than 16 of them. That was a third of what a step left to the garbage collector; a claim made at once takes 0.2 KB.
  for (const [
    no,
    id,
    part,
    lease,
    epoch,
    workspace,
    sequenceId,
    sequence,
    version,
    contactId,
    email,
    timezone,
    attributes,
    simulated,
    subjectKey,
    enrolledAt,
    countsFrom,
    paced,
    dueAt,
    cursor,
    visit,
    lastEmailAt,
    wake,
    arms,
    isLastOfShare,
  ] of rows) {
    more ||= isLastOfShare;
    // One of a paused sequence has no lease, and no contact.
    if (lease === null) continue;
    claims.push({
      no,
      id,
      part,
      lease,
      epoch,
      workspace,
      sequenceId,
      sequence,
      version,
      contact: { id: contactId, email, timezone, attributes },
      simulated,
      subjectKey,
      enrolledAt,
      countsFrom: countsFrom ?? enrolledAt,
      paced,
      dueAt,
      cursor,
      visit,
      lastEmailAt,
      wake,
      arms,
    });
  }
  return { claims, more };
}
