import { expect, test } from '@jest/globals';
import { readTime, timeOfCall } from './call-time.ts';

const at = (text: string) => Date.parse(text);
const NOON = at('2026-01-05T12:00:00Z');
const say = (said: Record<string, unknown>) =>
  timeOfCall({ timestamp: undefined, originalTimestamp: undefined, sentAt: undefined, ...said }, NOON);

test.each([
  ['2026-01-05T09:00:00.123Z', '2026-01-05T09:00:00.123Z'],
  ['2015-2-02T00:30:08.276Z', '2015-02-02T00:30:08.276Z'],
  ['2026-01-05 09:00:00', '2026-01-05T09:00:00Z'],
  ['2026-01-05', '2026-01-05T00:00:00Z'],
  ['2026-01-05T09:00:00.1234567+0200', '2026-01-05T07:00:00.123Z'],
  ['2026-01-05T09:00:00-05:30', '2026-01-05T14:30:00Z'],
  [1767603600, '2026-01-05T09:00:00Z'],
  [1767603600123, '2026-01-05T09:00:00.123Z'],
  ['1767603600123', '2026-01-05T09:00:00.123Z'],
])('a time is read as clients write it: %s', (written, meant) => {
  expect(readTime(written)).toBe(at(meant));
});

test.each([
  '',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-13-01',
  '25:00',
  '1969-12-31',
  null,
  {},
  Number.NaN,
  -1,
  1e300,
])('what is no time is none: %s', (written) => expect(readTime(written)).toBeNull());

test('a client whose clock is wrong is believed how long ago it was', () => {
  const { at: when } = say({ timestamp: '2020-06-01T00:00:00Z', sentAt: '2020-06-01T00:02:00Z' });
  expect(when).toBe(NOON - 120_000);
});

test('a client whose clock is right keeps its times to the millisecond', () => {
  const { at: when } = say({ timestamp: '2026-01-05T11:59:50.123Z', sentAt: '2026-01-05T11:59:58Z' });
  expect(when).toBe(at('2026-01-05T11:59:50.123Z'));
});

test('without a time that can be read, it happened when it was received, and that is said', () => {
  expect(say({})).toEqual({ at: NOON, unread: false });
  expect(say({ timestamp: 'soon', sentAt: '2026-01-05T12:00:00Z' })).toEqual({ at: NOON, unread: true });
});

test('a time of history beside the time of the call is taken as it is', () => {
  const said = {
    timestamp: '2025-01-01T00:00:00Z',
    originalTimestamp: '2020-06-01T00:00:00Z',
    sentAt: '2020-06-01T00:00:01Z',
  };
  expect(say(said).at).toBe(at('2025-01-01T00:00:00Z'));
});

test('what was just said is never ahead of a clock that stands', () => {
  expect(say({ timestamp: '2026-01-05T12:00:02Z' }).at).toBe(NOON);
  expect(say({ timestamp: '2026-01-05T12:30:00Z' }).at).toBe(at('2026-01-05T12:30:00Z'));
});
