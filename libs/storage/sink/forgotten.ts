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
  const byKey = new Map(people.map((person) => [person.key, person]));
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
  const no = Number(/"enrollmentNo":(\d+)/.exec(record.body)?.[1] ?? 0);
  if (no > 0 && !enrollments.has(no)) return record;
  // What is no JSON becomes a dead letter further on, and says why.
  const key = /"subjectKey":"([^"\\]*)"/.exec(record.body)?.[1];
  const person = key === undefined ? undefined : byKey.get(hashOf(key));
  if (!person) return record;
  const row = anonymousRow({ own: record.body, shared: null }, (event) => isAbout(event, person));
  return row === null ? record : { ...record, body: row.own };
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
