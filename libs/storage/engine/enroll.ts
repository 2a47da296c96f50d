import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import { type EventRow, logTail, rowsWithBodies } from './log-tail.ts';

/** What is known of a contact's earlier enrollments in a sequence. */
export interface EarlierEntry {
  readonly contact: string;
  readonly entries: number;
  readonly state: string;
}

/** The enrollments that these contacts already have in a sequence, latest each. Uses contact_workspace_id_external_id_key,
 * enrollment_contact. */
export async function earlierEntries(
  sql: Sql,
  workspaceId: number,
  sequenceId: number,
  contacts: readonly string[],
): Promise<EarlierEntry[]> {
  return await sql<EarlierEntry[]>`
    select c.external_id as contact, e.entry_no as entries, e.state
    from unnest(${contacts as string[]}::text[]) as asked(id)
    join contact c on c.workspace_id = ${workspaceId} and c.external_id = asked.id
    cross join lateral (
      select entry_no, state from enrollment
      where sequence_id = ${sequenceId} and contact_id = c.id order by entry_no desc limit 1
    ) e`;
}

/** Takes `count` enrollment numbers; a number that is not used afterwards is never used again. */
export async function takeEnrollmentNumbers(sql: Sql, count: number): Promise<number[]> {
  const rows = await sql<{ no: number }[]>`
    select nextval(pg_get_serial_sequence('enrollment', 'no'))::bigint as no from generate_series(1, ${count})`;
  return rows.map((row) => row.no);
}

export interface NewEnrollment {
  readonly no: number;
  readonly id: string;
  readonly entryNo: number;
  readonly contact: {
    readonly id: string;
    readonly email: string | null;
    readonly timezone: string | null;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly subjectKey: string;
    readonly addressKey: string | null;
    readonly simulated: boolean;
  };
  readonly enrolledAt: Instant;
  readonly dueAt: Instant | null;
  /** The enrollment whose exit led here. */
  readonly movedFrom: number | null;
  readonly event: EventRow;
}

/**
 * Writes contacts, enrollments and their `enrolled` events in one statement; answers the numbers that were written.
 * One that lost a race for the same entry, or whose exit was followed before, is not written. A contact that is known keeps what the call does not name.
 * Uses contact_workspace_id_external_id_key, enrollment_contact, enrollment_moved.
 */
export async function writeEnrollments(
  sql: Sql,
  into: { workspaceId: number; sequenceId: number; version: number; now: Instant },
  enrollments: readonly NewEnrollment[],
): Promise<number[]> {
  if (enrollments.length === 0) return [];
  const input = enrollments.map((e) => ({
    row: {
      no: e.no,
      id: e.id,
      entry_no: e.entryNo,
      external_id: e.contact.id,
      email: e.contact.email,
      timezone: e.contact.timezone,
      attributes: e.contact.attributes,
      subject_key: e.contact.subjectKey,
      address_key: e.contact.addressKey,
      simulated: e.contact.simulated,
      enrolled_at: iso(e.enrolledAt),
      due_at: e.dueAt === null ? null : iso(e.dueAt),
      moved_from: e.movedFrom,
    },
    bodies: { body: e.event.body },
  }));
  const rows = await sql<{ no: number }[]>`
    with input as materialized (
      select * from json_to_recordset(${rowsWithBodies(input)}::text::json) as r(
        no bigint, id uuid, entry_no integer, external_id text, email text, timezone text, attributes jsonb,
        subject_key text, address_key text, simulated boolean, enrolled_at timestamptz, due_at timestamptz,
        moved_from bigint, body json)
    ),
    person as (
      insert into contact (workspace_id, external_id, email, timezone, attributes, subject_key, address_key,
        simulated, created_at)
      select ${into.workspaceId}, external_id, email, timezone, attributes, subject_key, address_key, simulated,
        ${iso(into.now)}::timestamptz
      from input order by external_id
      on conflict (workspace_id, external_id) do update set
        email = coalesce(excluded.email, contact.email),
        address_key = coalesce(excluded.address_key, contact.address_key),
        timezone = coalesce(excluded.timezone, contact.timezone),
        attributes = contact.attributes || excluded.attributes
      returning id, external_id
    ),
    entered as (
      insert into enrollment (no, id, workspace_id, sequence_id, version, contact_id, entry_no, enrolled_at, state,
        due_at, moved_from)
      overriding system value
      select i.no, i.id, ${into.workspaceId}, ${into.sequenceId}, ${into.version}, p.id, i.entry_no,
        i.enrolled_at, 'active', i.due_at, i.moved_from
      from input i join person p using (external_id) order by i.no
      on conflict do nothing
      returning no, part
    ),
    ev as materialized (
      select e.part, i.no as ord, 1::smallint as count, null::text as shared, i.body::text as own
      from entered e join input i using (no)
    ),
    ${logTail(sql, ['entered'])}
    select no from entered order by no`;
  return rows.map((row) => row.no);
}
