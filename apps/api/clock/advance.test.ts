import { expect, test } from '@jest/globals';
import { advanceBody, timeToReach } from './advance.ts';

const now = Date.parse('2026-01-31T12:00:00Z');

test('a duration is added in the UTC calendar', () => {
  expect(timeToReach({ by: 'P1D' }, now)).toBe(Date.parse('2026-02-01T12:00:00Z'));
  expect(timeToReach({ by: 'PT36H' }, now)).toBe(Date.parse('2026-02-02T00:00:00Z'));
  expect(timeToReach({ by: 'P1M' }, now)).toBe(Date.parse('2026-02-28T12:00:00Z'));
  expect(timeToReach({ by: 'P1W' }, now)).toBe(Date.parse('2026-02-07T12:00:00Z'));
  expect(timeToReach({ to: '2026-02-01T12:00:00+01:00' }, now)).toBe(Date.parse('2026-02-01T11:00:00Z'));
});

test('a duration may be written as in a file', () => {
  expect(advanceBody.safeParse({ by: '2d' }).success).toBe(true);
  expect(timeToReach({ by: '2d' }, now)).toBe(Date.parse('2026-02-02T12:00:00Z'));
  expect(timeToReach({ by: '90m' }, now)).toBe(Date.parse('2026-01-31T13:30:00Z'));
});

test('a step of more than a year is refused before anything moves', () => {
  expect(() => timeToReach({ by: 'P2Y' }, now)).toThrow(
    expect.objectContaining({ code: 'clock-too-far', field: 'by' }),
  );
  expect(() => timeToReach({ by: 'P999999999D' }, now)).toThrow(
    expect.objectContaining({ code: 'clock-too-far' }),
  );
});

test('a call names a duration or a time, not both and not neither', () => {
  expect(advanceBody.safeParse({}).success).toBe(false);
  expect(advanceBody.safeParse({ by: 'P1D', to: '2026-02-01T12:00:00Z' }).success).toBe(false);
  expect(advanceBody.safeParse({ by: '-P1D' }).success).toBe(false);
  expect(advanceBody.safeParse({ by: 'P' }).success).toBe(false);
  expect(advanceBody.safeParse({ by: '1 day' }).success).toBe(false);
  expect(advanceBody.safeParse({ to: '2026-02-01T12:00:00' }).success).toBe(false);
});
