import { expect, test } from '@jest/globals';
import { eventBody } from '../../../../test/support/event-body.ts';
import { toMessage } from './kafka-message.ts';

const EVENT_ID = '7d444840-9dc0-51d1-a245-5ffdce74fad2';
const headersOf = (fields: Parameters<typeof eventBody>[0]) => {
  const body = eventBody(fields);
  // The second time its fields are known, and it is not parsed.
  toMessage({ part: 3, pos: 7, body, eventId: EVENT_ID });
  const { key, value, partition, headers } = toMessage({ part: 3, pos: 7, body, eventId: EVENT_ID });
  expect({ value, partition }).toEqual({ value: body, partition: 3 });
  return { key, headers };
};

test('the headers are those of the event, whatever its properties say', () => {
  expect(headersOf({ eventId: EVENT_ID, properties: { type: 'other', workspace: 'theirs' } })).toEqual({
    key: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11',
    headers: {
      ce_specversion: '1.0',
      ce_id: EVENT_ID,
      ce_type: 'crest.sent',
      ce_source: '/demo/b2b-outbound',
      ce_subject: '0b9f3c1e-5f57-5d0e-9a55-3f0b5a0c9d11',
      ce_time: '2026-03-02T09:00:00.000Z',
      'content-type': 'application/json',
      pos: '7',
    },
  });
});

test('an event of no enrollment has the key of its subject', () => {
  expect(headersOf({ eventId: EVENT_ID, enrollmentId: null, subjectKey: 'k-2' })).toMatchObject({
    key: 'k-2',
    headers: { ce_subject: 'k-2' },
  });
});

test('what has escapes in it has its own headers too', () => {
  expect(
    headersOf({ eventId: EVENT_ID, workspace: 'a "b"', subjectKey: 'k"3', enrollmentId: null }),
  ).toMatchObject({
    key: 'k"3',
    headers: { ce_source: '/a%20%22b%22/b2b-outbound' },
  });
});
