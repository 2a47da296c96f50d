import { createHash } from 'node:crypto';
import { anonymousRow } from '../erasure/anonymous-event.ts';
import { type ForgottenPerson, forgottenPeople } from '../erasure/forgotten-people.ts';
import { isAbout } from '../erasure/is-about.ts';
import type { EventLog, LogRecord } from '../event-log/event-log.ts';
import type { Sql } from '../postgres/open-postgres.ts';
import type { Reading } from './read-ranges.ts';

/** Takes out of what is read from the log whom Crest has forgotten. */
export type TakeOut = (reading: Reading) => Reading;

/**
 * People are taken out of the log table where they stand; Kafka keeps what it was given for as long as it keeps anything,
 * and a replay of it would bring them back. What is known now is enough for all that is read until somebody is told to
 * read again: before a person counts as forgotten, everything about them was read (see forgetOnce).
 */
export async function forgottenIn(sql: Sql, log: Pick<EventLog, 'isOutbox'>): Promise<TakeOut> {
  const people = log.isOutbox ? [] : await forgottenPeople(sql);
  if (people.length === 0) return (reading) => reading;
  const byKey = new Map(
    people.flatMap((person) => (person.key === null ? [] : [[person.key, person] as const])),
  );
  const enrollments = new Set(people.flatMap((person) => person.enrollments));
  return (reading) => ({
    ...reading,
    records: reading.records.map((record) => withoutPeople(record, byKey, enrollments)),
  });
}

function withoutPeople(
  record: LogRecord,
  byKey: ReadonlyMap<string, ForgottenPerson>,
  enrollments: ReadonlySet<number>,
): LogRecord {
  if (!mayBeAbout(record.body, enrollments)) return record;
  try {
    const row = anonymousRow({ own: record.body, shared: null }, (event) => {
      const { enrollmentNo, subjectKey } = event;
      // Whose an enrollment was is known without the key.
      if (typeof enrollmentNo === 'number' && enrollmentNo > 0) return enrollments.has(enrollmentNo);
      const person = typeof subjectKey === 'string' ? byKey.get(hashOf(subjectKey)) : undefined;
      return person !== undefined && isAbout(event, person);
    });
    return row === null ? record : { ...record, body: row.own };
  } catch (error) {
    // What is no JSON is laid aside further on, with the reason.
    if (error instanceof SyntaxError) return record;
    throw error;
  }
}

/** Tells most of the others without parsing them; properties may have a number of that name, too. */
function mayBeAbout(body: string, enrollments: ReadonlySet<number>): boolean {
  for (const [, no] of body.matchAll(/"enrollmentNo":(\d+)/g))
    if (no === '0' || enrollments.has(Number(no))) return true;
  return false;
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
