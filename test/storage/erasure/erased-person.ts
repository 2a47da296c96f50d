import { createHash } from 'node:crypto';
import type { LoggedEvent } from '#engine';
import { appendEvents, type Sql } from '#storage';
import { isoTime, loggedEvent, START } from '../../support/random-events.ts';

/** An hour after whatever the log says about the person. */
export const ERASED_AT = START + 3_600_000;

/** What the log calls a person. */
export const keyOf = (name: string): string => createHash('md5').update(name).digest('hex');

/** Logs what is said about a person who is in no sequence; answers the events as reports are to have them. */
export async function logPerson(sql: Sql, name: string): Promise<LoggedEvent[]> {
  const events = ['2026-01-05', '2026-02-05'].map((day) =>
    loggedEvent({
      ...{ type: 'tracked', name: `visit of ${keyOf(name).slice(0, 4)}`, workspace: 'people' },
      ...{ occurredAt: `${day}T00:00:00.000Z`, receivedAt: isoTime(START) },
      ...{ subjectKey: keyOf(name), properties: { note: `private ${keyOf(name)}`, enrollmentNo: 5 } },
    }),
  );
  await appendEvents(
    sql,
    events.map((event) => ({ part: 0, eventId: event.eventId, body: JSON.stringify(event) })),
  );
  return events;
}

/** Erases the person's contact, so that the log and ClickHouse are to forget it. */
export async function erasePerson(sql: Sql, name: string): Promise<void> {
  await sql`insert into workspace (key) select 'people' where not exists (select from workspace)`;
  await sql`
    insert into contact (workspace_id, external_id, subject_key, erased_subject_key, erased_at, created_at)
    select id, ${`erased:${name}`}, ${`erased:${name}`}, ${keyOf(name)}, ${new Date(ERASED_AT)}, ${new Date(0)}
    from workspace limit 1`;
}

/** Enrolls the contact of this id under this number. */
export async function enroll(sql: Sql, contact: string, no: number): Promise<void> {
  await sql`
    with made as (
      insert into sequence (workspace_id, key, name, state, draft, saved_at)
      select workspace_id, 's', 's', 'draft', '{}', ${new Date(0)} from contact where external_id = ${contact}
      returning id
    ), version as (
      insert into sequence_version (sequence_id, version, definition, published_at)
      select id, 1, '{}', ${new Date(0)} from made returning sequence_id
    )
    insert into enrollment (no, id, workspace_id, sequence_id, version, contact_id, entry_no, enrolled_at, state)
    overriding system value
    select ${no}, gen_random_uuid(), c.workspace_id, v.sequence_id, 1, c.id, 1, ${new Date(0)}, 'exited'
    from contact c, version v where c.external_id = ${contact}`;
}
