import type { Conflict, Instant } from '#engine';
import { iso } from '#engine';
import {
  type ContactPatch,
  contactInput,
  contactRow,
  upsertedContacts,
} from '../contacts/upserted-contacts.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import { type EventRow, logTail, rowsWithBodies } from './log-tail.ts';

/** What is known of a contact's earlier enrollments in a sequence. */
export interface EarlierEntry {
  readonly contact: string;
  /** The highest entry number. */
  readonly entries: number;
  /** Whether it is in the sequence now. */
  readonly live: boolean;
}

/** The enrollments that these contacts already have in a sequence. Uses contact_workspace_id_external_id_key,
 * enrollment_contact. */
export async function earlierEntries(
  sql: Sql,
  workspaceId: number,
  sequenceId: number,
  contacts: readonly string[],
): Promise<EarlierEntry[]> {
  return await sql<EarlierEntry[]>`
    select asked.id as contact, e.entries, e.live
    from unnest(${contacts as string[]}::text[]) as asked(id)
    cross join lateral (
      select id from contact where workspace_id = ${workspaceId} and external_id = asked.id limit 1
    ) c
    cross join lateral (
      select max(entry_no) as entries, bool_or(state in ('active', 'paused')) as live from enrollment
      where sequence_id = ${sequenceId} and contact_id = c.id having count(*) > 0
    ) e`;
}

/** Which of these enrollment ids are in use: those of an erased contact are, when its id comes again. Uses enrollment_id_key. */
export async function takenEnrollmentIds(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select id from enrollment where id = any(${ids as string[]}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
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
  readonly contact: ContactPatch;
  readonly enrolledAt: Instant;
  readonly dueAt: Instant | null;
  /** The enrollment whose exit led here. */
  readonly movedFrom: number | null;
  readonly event: EventRow;
}

/**
 * Writes contacts, enrollments and their `enrolled` events in one statement; answers the numbers that were written.
 * One that lost a race for the same entry, whose id is taken, whose exit was followed before, or whose contact cannot be
 * written (`upsertedContacts`) is not written.
 * Uses contact_workspace_id_external_id_key, enrollment_contact, enrollment_moved.
 */
export async function writeEnrollments(
  sql: Sql,
  into: { workspaceId: number; sequenceId: number; version: number; conflict: Conflict | null; now: Instant },
  enrollments: readonly NewEnrollment[],
): Promise<number[]> {
  if (enrollments.length === 0) return [];
  const input = enrollments.map((e) => ({
    row: {
      no: e.no,
      id: e.id,
      entry_no: e.entryNo,
      ...contactRow(e.contact),
      enrolled_at: iso(e.enrolledAt),
      due_at: e.dueAt === null ? null : iso(e.dueAt),
      moved_from: e.movedFrom,
    },
    bodies: { body: e.event.body },
  }));
  const rows = await sql<{ no: number }[]>`
    with input as materialized (
      select * from json_to_recordset(${rowsWithBodies(input)}::text::json) as r(
        no bigint, id uuid, entry_no integer, ${contactInput(sql)}, enrolled_at timestamptz, due_at timestamptz,
        moved_from bigint, body json)
    ),
    ${upsertedContacts(sql, into)},
    entered as (
      insert into enrollment (no, id, workspace_id, sequence_id, version, contact_id, entry_no, enrolled_at, state,
        due_at, moved_from, moves, conflict_group, priority, takes_over)
      overriding system value
      select i.no, i.id, ${into.workspaceId}, ${into.sequenceId}, ${into.version}, p.id, i.entry_no,
        i.enrolled_at, 'active', i.due_at, i.moved_from,
        coalesce((select f.moves + 1 from enrollment f where f.no = i.moved_from), 0),
        ${into.conflict?.group ?? null}::text, ${into.conflict?.priority ?? 0}::smallint,
        ${into.conflict?.policy === 'priority'}
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
