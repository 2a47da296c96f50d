import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sessionCookie, signSession } from '../../apps/ingest/access/session.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const readKey = await crest.makeScopedKey('read');
const writeKey = await crest.makeScopedKey('write');
const ingestKey = await crest.makeScopedKey('ingest');

test('a call without a key is refused, and says how to send one', async () => {
  const answer = await crest.knock('get', '/v1/sequences');
  expect(answer.status).toBe(401);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="crest"');
  expect(answer.body).toEqual({
    type: 'urn:crest:problem:key-missing',
    title: 'Key missing',
    status: 401,
    code: 'key-missing',
    detail: 'There is no key in this call.',
    fix: expect.stringContaining('Authorization: Bearer KEY'),
  });
});

test.each(['Bearer nonsense', 'Bearer', 'Digest a=b', `Bearer ${'x'.repeat(90)}`, 'Basic bm9ib2R5Og=='])(
  '"%s" is refused',
  async (authorization) => {
    const answer = await crest.knock('get', '/v1/sequences').set('authorization', authorization);
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('key-unknown');
  },
);

test('a key with one wrong letter in its secret is refused', async () => {
  const { makeKey } = await import('../../apps/ingest/access/key.ts');
  const [, , id] = readKey.split('_');
  const forged = makeKey('sandbox', new Uint8Array(40)).text.replace(/_[0-9a-z]{13}_/, `_${id}_`);
  expect((await crest.callAs(forged, 'get', '/v1/sequences')).status).toBe(401);
});

test('a key opens what it has the scope for, and nothing else', async () => {
  const events = { events: [] };
  expect((await crest.callAs(readKey, 'get', '/v1/sequences')).status).toBe(200);
  expect((await crest.callAs(writeKey, 'get', '/v1/sequences')).status).toBe(403);
  expect((await crest.callAs(ingestKey, 'post', '/v1/events').send(events)).status).toBe(200);
  expect((await crest.callAs(writeKey, 'post', '/v1/events').send(events)).status).toBe(403);
  const refused = await crest.callAs(readKey, 'put', '/v1/sequences/x').send({});
  expect(refused.status).toBe(403);
  expect(refused.body).toMatchObject({ code: 'scope-missing', detail: expect.stringContaining('"write"') });
  expect((await crest.callAs(writeKey, 'post', '/v1/dashboard/links')).status).toBe(403);
});

test('a key is taken as the user name that Segment clients send', async () => {
  const answer = await crest.knock('post', '/v1/events').auth(ingestKey, '').send({ events: [] });
  expect(answer.status).toBe(200);
});

// One that was good a moment ago is good for a second more (known-keys.test).
test('a revoked key is refused', async () => {
  const key = await crest.makeScopedKey('read');
  await crest.sql`update api_key set revoked_at = '2026-01-05' where id = ${key.split('_')[2] ?? ''}`;
  expect((await crest.callAs(key, 'get', '/v1/sequences')).status).toBe(401);
});

test('only hashes of keys are stored', async () => {
  const [row] = await crest.sql<
    { stored: string }[]
  >`select string_agg(api_key::text, ' ') as stored from api_key`;
  expect(row?.stored).not.toContain(readKey.split('_').at(-1));
});

test('a signed-in browser reads, and writes from the pages of Crest only', async () => {
  const { secret, workspaceId } = crest.installation;
  const cookie = `${sessionCookie(crest.installation.id)}=${signSession(secret, { workspaceId, expiresAt: Date.now() + 60_000 })}`;
  const lint = (headers: Record<string, string>) =>
    crest.knock('post', '/v1/clock/advance').set('cookie', cookie).set(headers).send({ by: 'PT0S' });
  expect((await crest.knock('get', '/v1/sequences').set('cookie', cookie)).status).toBe(200);
  expect((await lint({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await lint({ origin: 'http://crest.test', host: 'crest.test' })).status).toBe(200);
  for (const headers of [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.test', host: 'crest.test' },
    { origin: 'null', host: 'crest.test' },
  ]) {
    expect((await lint(headers)).body).toMatchObject({ status: 403, code: 'cross-site-call' });
  }
  const link = crest
    .knock('post', '/v1/dashboard/links')
    .set('cookie', cookie)
    .set('sec-fetch-site', 'same-origin');
  expect((await link).status).toBe(403);
});

test('a session that has expired, or of another workspace, opens nothing', async () => {
  const { secret, workspaceId } = crest.installation;
  for (const session of [
    { workspaceId, expiresAt: Date.now() - 1 },
    { workspaceId: workspaceId + 1, expiresAt: Date.now() + 60_000 },
  ]) {
    const cookie = `${sessionCookie(crest.installation.id)}=${signSession(secret, session)}`;
    expect((await crest.knock('get', '/v1/sequences').set('cookie', cookie)).status).toBe(401);
  }
});

test('the session of another installation on this machine is no concern of this one', async () => {
  const { id, secret, workspaceId } = crest.installation;
  const session = signSession(secret, { workspaceId, expiresAt: Date.now() + 60_000 });
  const stranger = signSession(randomBytes(32), { workspaceId, expiresAt: Date.now() + 60_000 });
  const cookie = `${sessionCookie('00000000')}=${stranger}; ${sessionCookie(id)}=${session}`;
  const answer = await crest.knock('get', '/v1/sequences').set('cookie', cookie);
  expect(answer.status).toBe(200);
  expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
});
