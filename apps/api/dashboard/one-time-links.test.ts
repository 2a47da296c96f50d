import { expect, test } from '@jest/globals';
import { OneTimeLinks } from './one-time-links.ts';

test('a link opens once', () => {
  const links = new OneTimeLinks();
  const { token } = links.make(0);
  expect(links.take(token, 1)).toBe(true);
  expect(links.take(token, 2)).toBe(false);
  expect(links.take('', 2)).toBe(false);
});

test('a link that nobody opened in time opens nothing', () => {
  const links = new OneTimeLinks();
  const { token, expiresAt } = links.make(0);
  expect(links.take(token, expiresAt)).toBe(false);
});
