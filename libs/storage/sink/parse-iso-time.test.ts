import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseIsoTime } from './parse-iso-time.ts';

test('every time that a Date writes is read back', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('2148-12-31T23:59:59.999Z'), noInvalidDate: true }),
      (date) => {
        expect(parseIsoTime(date.toISOString())).toBe(date.getTime());
        expect(parseIsoTime(date.toISOString().slice(0, 10))).toBe(
          Date.parse(date.toISOString().slice(0, 10)),
        );
      },
    ),
  );
});

test.each([
  '2026-02-29T00:00:00.000Z',
  '2100-02-29T00:00:00.000Z',
  '2026-04-31',
  '2026-13-01',
  '2026-00-01',
  '2026-01-00',
  '2026-01-05T24:00:00.000Z',
  '2026-01-05T00:60:00.000Z',
  '2026-01-05T00:00:60.000Z',
  '2026-01-05 00:00:00.000Z',
  '2026-01-05T00:00:00.000',
  '+02026-01-05T00:00:00.000',
  '2026-1-5',
  '',
])('%s is no time', (text) => {
  expect(parseIsoTime(text)).toBeNaN();
});

test('29 February stands in leap years', () => {
  expect(parseIsoTime('2028-02-29')).toBe(Date.UTC(2028, 1, 29));
  expect(parseIsoTime('2000-02-29')).toBe(Date.UTC(2000, 1, 29));
});
