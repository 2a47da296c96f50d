import { expect, test } from '@jest/globals';
import { machineReason } from './visitor.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';

test.each([
  ['sec-purpose', 'prefetch'],
  ['sec-purpose', 'prefetch;prerender'],
  ['sec-purpose', 'prerender'],
  ['purpose', 'prefetch'],
  ['purpose', 'preview'],
  ['x-moz', 'prefetch'],
])(
  'a browser that loads a page nobody has asked for yet says so, and is no reader: %s: %s',
  (name, value) => {
    expect(machineReason({ headers: { 'user-agent': FIREFOX, [name]: value } })).toBe('prefetch');
  },
);

test('a browser is a reader, and a program is known by its name', () => {
  expect(machineReason({ headers: { 'user-agent': FIREFOX, 'sec-purpose': 'navigate' } })).toBeNull();
  expect(machineReason({ headers: {} })).toBeNull();
  expect(machineReason({ headers: { 'user-agent': 'Barracuda Sentinel (EE)' } })).toBe('scanner');
});
