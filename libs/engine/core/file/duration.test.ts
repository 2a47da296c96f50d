import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDelay, parseElapsed } from './duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each<[string, number]>([
  ['2d', 2 * DAY],
  ['36h', 36 * HOUR],
  ['30m', 30 * MINUTE],
  ['90s', 90_000],
  ['1w', 7 * DAY],
  ['0d', 0],
  ['PT36H', 36 * HOUR],
  ['P2D', 2 * DAY],
  ['P1W', 7 * DAY],
  ['P1DT12H30M', 36 * HOUR + 30 * MINUTE],
  ['3650d', 3_650 * DAY],
])('%s is %d ms', (text, ms) => {
  expect(parseDelay(text)).toEqual({ unit: 'elapsed', ms });
  expect(parseElapsed(text)).toBe(ms);
});

test('business days are counted, not measured', () => {
  expect(parseDelay('3 business days')).toEqual({ unit: 'business-days', days: 3 });
  expect(parseDelay('1 business day')).toEqual({ unit: 'business-days', days: 1 });
  expect(parseElapsed('3 business days')).toBeNull();
});

test.each([
  '',
  '2',
  'd',
  '-2d',
  '2.5d',
  '2 days ago',
  'P',
  'PT',
  'P1M',
  'P1Y',
  'PT1H2D',
  '3651d',
  'P9999999W',
  ' 2d',
  '2d\n',
])('%j is no length of time', (text) => {
  expect(parseDelay(text)).toBeNull();
});

test('any text answers within ten years, or null', () => {
  const pieces = fc.array(fc.constantFrom('P', 'T', 'D', 'H', 'd', 'h', '1', '9', ' ', 'business', 'days'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const ms = parseElapsed(parts.join(''));
      if (ms !== null) expect(ms >= 0 && ms <= 3_650 * DAY).toBe(true);
    }),
  );
});
