import { expect, test } from '@jest/globals';
import { isSharedDomain, stopsAccount } from './account.ts';

test.each([
  'gmail.com',
  'yahoo.co.uk',
  'gmx.net',
  'hotmail.fr',
  'yahoo.com.br',
  'web.de',
  'qq.com',
  'icloud.com',
])('strangers share %s', (domain) => expect(isSharedDomain(domain)).toBe(true));

test.each(['example.com', 'live.example.com', 'mail.acme.co.uk', 'acme', 'Acme Ltd', ''])(
  '%j is an account of its own',
  (account) => expect(isSharedDomain(account)).toBe(false),
);

test('an account stops on what the sequence says, not on a soft bounce or what a machine did', () => {
  const sequence = { stopAccountOn: ['replied', 'converted:order', 'bounced', 'opened'] };
  const event = { type: 'replied', name: '', machine: false, hard: true };
  expect(stopsAccount(sequence, event)).toBe('replied');
  expect(stopsAccount(sequence, { ...event, type: 'converted', name: 'order' })).toBe('converted:order');
  expect(stopsAccount(sequence, { ...event, type: 'converted', name: 'other' })).toBeNull();
  expect(stopsAccount(sequence, { ...event, type: 'bounced' })).toBe('bounced');
  expect(stopsAccount(sequence, { ...event, type: 'bounced', hard: false })).toBeNull();
  expect(stopsAccount(sequence, { ...event, type: 'opened', machine: true })).toBeNull();
});
