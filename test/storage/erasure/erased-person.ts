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
