import { expect, test } from '@jest/globals';
import { ERASED_AT, enroll, erasePerson, keyOf } from '../../../test/storage/erasure/erased-person.ts';
import { isoTime, loggedEvent } from '../../../test/support/random-events.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { contactsToForget, noteForgotten } from '../erasure/forgotten-contacts.ts';
import { forgottenIn } from './forgotten.ts';

const { sql } = await testDatabase();
await erasePerson(sql, 'ada');
await erasePerson(sql, 'cy');
await enroll(sql, 'erased:cy', 11);
await noteForgotten(
  sql,
  (await contactsToForget(sql)).map(({ no }) => no),
);
await sql`update contact set forgotten_key = null where external_id = 'erased:cy'`;

const ada = { subjectKey: keyOf('ada'), properties: { enrollmentNo: 7, note: 'private' } };
const bodies = {
  hers: JSON.stringify(loggedEvent(ada)),
  later: JSON.stringify(loggedEvent({ ...ada, receivedAt: isoTime(ERASED_AT + 1) })),
  enrolledLater: JSON.stringify(loggedEvent({ ...ada, enrollmentNo: 9, enrolledOn: '2026-01-05' })),
  ofAnother: JSON.stringify(loggedEvent({ subjectKey: keyOf('bob') })),
  noJson: `{"enrollmentNo":0,"subjectKey":"${keyOf('ada')}"`,
};

async function readFrom(log: { isOutbox?: boolean }) {
  const takeOut = await forgottenIn(sql, log);
  const records = Object.values(bodies).map((body, pos) => ({ part: 0, pos, body, eventId: 'some' }));
  return takeOut({ records, ranges: [], gaps: [], more: false }).records.map(({ body }) => body);
}

test('of what a log brings again the forgotten are taken out, and nobody else', async () => {
  const { hers, ...others } = bodies;
  const anonymous = JSON.stringify({ ...JSON.parse(hers), subjectKey: 'erased', properties: {} });
  expect(await readFrom({})).toEqual([anonymous, ...Object.values(others)]);
});

test('whoever was forgotten before keys were kept is known by their enrollments', async () => {
  const theirs = loggedEvent({ subjectKey: keyOf('cy'), enrollmentNo: 11, enrolledOn: '2026-01-05' });
  const takeOut = await forgottenIn(sql, {});
  const record = { part: 0, pos: 0, body: JSON.stringify(theirs), eventId: theirs.eventId };
  const read = takeOut({ records: [record], ranges: [], gaps: [], more: false });
  expect(read.records.map(({ body }) => JSON.parse(body).subjectKey)).toEqual(['erased']);
});

test('a log from which people are taken where they stand is read as it is', async () => {
  expect(await readFrom({ isOutbox: true })).toEqual(Object.values(bodies));
});
