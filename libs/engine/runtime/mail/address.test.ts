import { expect, test } from '@jest/globals';
import { isAddress, readAddress, writeAddress } from './address.ts';

test.each(['ada@example.com', "o'brien+tag@mail.example.co.uk", 'zoë@bücher.example', 'a@localhost'])(
  '%s is one address',
  (text) => expect(isAddress(text)).toBe(true),
);

test.each([
  ...['', 'ada', 'ada@', '@example.com', 'a@b@c', 'ada@example.com,bob@example.com', 'Ada <ada@example.com>'],
  ...['ada@example.com\n', 'a da@example.com', 'ada@example..com', '.ada@example.com', 'ada@example.com.'],
  ...['"ada"@example.com', 'ada(x)@example.com', 'team:ada@example.com;', `${'a'.repeat(65)}@example.com`],
])('%j is not one address', (text) => expect(isAddress(text)).toBe(false));

test.each([
  ['ada@example.com', { name: '', address: 'ada@example.com' }],
  ['Ada Lovelace <ada@example.com>', { name: 'Ada Lovelace', address: 'ada@example.com' }],
  ['"Lovelace, \\"Ada\\"" <ada@example.com>', { name: 'Lovelace, "Ada"', address: 'ada@example.com' }],
  ['Zoë <zoë@example.com>', { name: 'Zoë', address: 'zoë@example.com' }],
])('%s is read with its name, and written as it was', (text, address) => {
  expect(readAddress(text)).toEqual(address);
  expect(writeAddress(address)).toBe(text);
});

test.each([
  'Ada <ada@example.com>, Bob <bob@example.com>',
  'Ada\r\nBcc: b@c.de <ada@example.com>',
  'Ada',
  '<>',
])('%j is no sender', (text) => expect(readAddress(text)).toBeNull());
