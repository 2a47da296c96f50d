import { expect, test } from '@jest/globals';
import { readCookie, readSession, signSession } from './session.ts';

const secret = new Uint8Array(32).fill(1);
const session = { workspaceId: 1, expiresAt: 2_000 };

test('a session is read back until it expires', () => {
  const cookie = signSession(secret, session);
  expect(readSession(secret, cookie, 1_999)).toEqual(session);
  expect(readSession(secret, cookie, 2_000)).toBeNull();
});

test('a session of another installation, or one that was changed, is none', () => {
  const cookie = signSession(secret, session);
  expect(readSession(new Uint8Array(32), cookie, 0)).toBeNull();
  expect(readSession(secret, cookie.replace('.2000.', '.9000.'), 0)).toBeNull();
  expect(readSession(secret, cookie.replace(/^1/, '2'), 0)).toBeNull();
  expect(readSession(secret, '1.2000.', 0)).toBeNull();
});

test('a cookie is found among others', () => {
  expect(readCookie('a=1; crest_session=x=y; b=2', 'crest_session')).toBe('x=y');
  expect(readCookie('not_crest_session=x', 'crest_session')).toBeNull();
  expect(readCookie(undefined, 'crest_session')).toBeNull();
});
