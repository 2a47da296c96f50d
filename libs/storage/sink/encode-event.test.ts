import { describe, expect, test } from '@jest/globals';
import { loggedEvent } from '../../../test/support/random-events.ts';
import { encodeEvent } from './encode-event.ts';
import { EVENT_COLUMNS } from './event-columns.ts';

const touched = loggedEvent({
  type: 'opened',
  machine: true,
  machineReason: 'proxy',
  enrollmentNo: 7,
  enrollmentId: '0b6f2c8e-3a57-5d2c-a4f1-2f1f6d1d8b11',
  enrolledOn: '2026-01-05',
  occurredAt: '2026-01-09T10:00:00.250Z',
  receivedAt: '2026-01-09T10:00:01.000Z',
  touchAt: '2026-01-09T09:00:00.000Z',
  sentAt: '2026-01-09T09:00:02.000Z',
  step: 'intro',
  arms: { 'outbound.intro': 'b' },
  properties: { half: '\ud83d', quote: `"'\\` },
});
const assigned = loggedEvent({
  ...touched,
  type: 'assigned',
  machine: false,
  experiment: 'outbound.intro',
  decisionPoint: 'intro',
  options: ['a', 'b'],
  probabilities: [0.5, 0.5],
  chosen: 'b',
});

function columns(event: object): Record<string, unknown> {
  const encoded = encodeEvent(JSON.stringify(event));
  if (!encoded.ok) throw new Error(encoded.reason);
  const values: unknown[] = JSON.parse(encoded.row);
  expect(values).toHaveLength(EVENT_COLUMNS.length);
  return Object.fromEntries(EVENT_COLUMNS.map((column, index) => [column, values[index]]));
}

function reason(event: object): string {
  const encoded = encodeEvent(JSON.stringify(event));
  return encoded.ok ? 'encoded' : encoded.reason;
}

test('a logged event becomes a row with every field in its column', () => {
  expect(columns(touched)).toMatchObject({
    event_id: touched.eventId,
    type: 'opened',
    kind: 'opened:machine',
    machine: 1,
    occurred_at: '2026-01-09T10:00:00.250Z',
    ver: Date.parse('2026-01-09T10:00:01.000Z'),
    enrollment_no: 7,
    enrolled_on: '2026-01-05',
    arms: { 'outbound.intro': 'b' },
    properties: JSON.stringify(touched.properties),
    experiment: '',
    options: [],
  });
  expect(columns(assigned)).toMatchObject({
    experiment: 'outbound.intro',
    probabilities: [0.5, 0.5],
    chosen: 'b',
  });
});

test('an event without an enrollment is filed under its own day', () => {
  const event = loggedEvent({
    occurredAt: '2026-03-01T23:59:59.999Z',
    receivedAt: '2026-04-01T00:00:00.000Z',
  });
  expect(columns(event)).toMatchObject({ enrollment_no: 0, enrolled_on: '2026-03-01' });
});

test('a named conversion counts under its name', () => {
  expect(columns(loggedEvent({ type: 'converted', name: 'order' }))).toMatchObject({
    kind: 'converted:order',
  });
});

describe('what ClickHouse would store wrong is refused with the field at fault', () => {
  const cases: [string, object, string][] = [
    ['a field that is missing', { ...touched, receivedAt: undefined }, 'receivedAt: expected a time like'],
    ['a field that does not exist', { ...touched, extra: 1 }, 'extra: expected no such field, got 1'],
    ['a draw on an event that drew nothing', { ...touched, chosen: 'a' }, 'chosen: expected no such field'],
    [
      'a draw without its probabilities',
      { ...assigned, probabilities: undefined },
      'probabilities: expected a list',
    ],
    [
      'a probability over 1',
      { ...assigned, probabilities: [1.5] },
      'probabilities[0]: expected a probability',
    ],
    ['another schema', { ...touched, schema: 2 }, 'schema: expected 1, got 2'],
    ['an unknown type', { ...touched, type: 'oepned' }, 'type: expected one of tracked'],
    ['a reply by a machine', { ...touched, type: 'replied' }, 'machine: expected false'],
    ['an id that is no UUID', { ...touched, eventId: 'x' }, 'eventId: expected a UUID'],
    [
      'a position over 65,535',
      { ...touched, position: 70_000 },
      'position: expected a whole number from 0 to 65535',
    ],
    ['half a visit', { ...touched, visit: 1.5 }, 'visit: expected a whole number'],
    ['a negative version', { ...touched, version: -1 }, 'version: expected a whole number'],
    [
      'an enrollment number of 2^32',
      { ...touched, enrollmentNo: 2 ** 32 },
      'enrollmentNo: expected a whole number',
    ],
    ['a number as text', { ...touched, visit: '1' }, 'visit: expected a whole number'],
    [
      'a time without milliseconds',
      { ...touched, touchAt: '2026-01-09T09:00:00Z' },
      'touchAt: expected a time',
    ],
    ['a time with another zone', { ...touched, occurredAt: '2026-01-09T09:00:00.000+01:00' }, 'occurredAt'],
    ['30 February', { ...touched, occurredAt: '2026-02-30T09:00:00.000Z' }, 'occurredAt: expected a time'],
    ['a time before 1970', { ...touched, sentAt: '1969-12-31T23:59:59.999Z' }, 'sentAt: expected a time'],
    [
      'a time after 2148',
      { ...touched, receivedAt: '2149-01-01T00:00:00.000Z' },
      'receivedAt: expected a time',
    ],
    ['an enrollment without its day', { ...touched, enrolledOn: null }, 'enrolledOn: expected a day'],
    [
      'a day without its enrollment',
      { ...loggedEvent(), enrolledOn: '2026-01-05' },
      'enrolledOn: expected null',
    ],
    ['a touch of nobody', { ...loggedEvent(), touchAt: touched.touchAt }, 'touchAt: expected null'],
    ['a touch of no step', { ...touched, step: '' }, 'step: expected the step'],
    ['sent without a touch', { ...touched, touchAt: null }, 'sentAt: expected null'],
    ['no workspace', { ...touched, workspace: '' }, 'workspace: expected a key'],
    ['a text that is null', { ...touched, variant: null }, 'variant: expected a string, got null'],
    ['half a surrogate pair', { ...touched, name: 'a \ud83d' }, 'body: expected well-formed Unicode'],
    ['an arm that is no text', { ...touched, arms: { x: 1 } }, 'arms.x: expected a string'],
    ['properties in a list', { ...touched, properties: [] }, 'properties: expected an object'],
    ['a flag as a number', { ...touched, machine: 1 }, 'machine: expected true or false'],
  ];
  test.each(cases)('%s', (_, event, expected) => {
    expect(reason(event)).toContain(expected);
  });

  test('what is not JSON, or no object', () => {
    expect(encodeEvent('{"a":')).toEqual({
      ok: false,
      reason: expect.stringContaining('body: expected JSON'),
    });
    expect(encodeEvent('[]')).toEqual({
      ok: false,
      reason: expect.stringContaining('body: expected a JSON object'),
    });
    expect(encodeEvent(JSON.stringify(touched).replace('"value":null', '"value":1e999'))).toEqual({
      ok: false,
      reason: expect.stringContaining('value: expected a finite number'),
    });
  });
});
