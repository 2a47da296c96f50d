import { expect, test } from '@jest/globals';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();

test('without a session the page says how to get a link', async () => {
  const answer = await crest.knock('get', '/');
  expect(answer.status).toBe(401);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.text).toContain('npm start');
  expect(answer.text).toContain('/v1/dashboard/links');
});

test('a link opens the page once, for a browser that keeps the session', async () => {
  const made = await crest.call('post', '/v1/dashboard/links').set('host', 'crest.test:3000');
  expect(made.body.url).toMatch(/^http:\/\/crest\.test:3000\/\?token=[\w-]{32}$/);
  const link = new URL(made.body.url);
  const opened = await crest.knock('get', link.pathname + link.search);
  expect(opened.status).toBe(303);
  expect(opened.headers.location).toBe('/');
  const [cookie = ''] = opened.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(
    /^crest_session_[0-9a-f]{8}=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
  );

  const session = cookie.split(';')[0] ?? '';
  const page = await crest.knock('get', '/').set('cookie', session);
  expect(page.status).toBe(200);
  expect(page.text).toContain('<title>Crest</title>');
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect((await crest.knock('get', '/v1/sequences').set('cookie', session)).status).toBe(200);

  const again = await crest.knock('get', link.pathname + link.search);
  expect(again.status).toBe(401);
  expect(again.text).toContain('used before');
});

test('the captured mail is a page of its own, for a browser that has a session', async () => {
  const stranger = await crest.knock('get', '/mailbox');
  expect(stranger.status).toBe(401);
  expect(stranger.text).toContain('npm start');
  expect(stranger.text).not.toContain('used before');
  const opened = await crest.knock('get', `/?token=${crest.links.make(Date.now()).token}`);
  const session = String(opened.headers['set-cookie']).split(';')[0] ?? '';
  const page = await crest.knock('get', '/mailbox').set('cookie', session);
  expect(page.status).toBe(200);
  expect(page.text).toContain('<title>Captured mail · Crest</title>');
  expect(page.text).toContain('Sandbox clock');
  expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|style="| on\w+="/);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers['cache-control']).toBe('no-store');
});

test('a look at the head of a link does not use it up', async () => {
  const path = `/?token=${crest.links.make(Date.now()).token}`;
  const head = await crest.knock('head', path);
  expect(head.headers).not.toHaveProperty('set-cookie');
  expect((await crest.knock('get', path)).status).toBe(303);
});

test('everything the page loads is there, with its type, and is not sent twice', async () => {
  const { token } = crest.links.make(Date.now());
  const opened = await crest.knock('get', `/?token=${token}`);
  const page = await crest
    .knock('get', '/')
    .set('cookie', String(opened.headers['set-cookie']).split(';')[0] ?? '');
  const loaded = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(loaded).toContain('/assets/chart.umd.min.js');
  const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };
  for (const path of [...loaded, '/assets/mailbox.js']) {
    const asset = await crest.knock('get', path);
    expect(asset.status).toBe(200);
    expect(asset.headers['content-type']).toContain(types[path.split('.').at(-1) ?? '']);
    expect(asset.headers['x-content-type-options']).toBe('nosniff');
    const again = await crest.knock('get', path).set('if-none-match', String(asset.headers.etag));
    expect(again.status).toBe(304);
  }
  expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|style="| on\w+="/);
});

test('no other file can be asked for', async () => {
  for (const path of [
    '..%2fpackage.json',
    'main.ts',
    '%2e%2e/%2e%2e/package.json',
    'format.test.js',
    'index.html',
    '',
  ]) {
    expect((await crest.knock('get', `/assets/${path}`)).status).toBe(404);
  }
});

test('a host that is no host is not repeated in the page', async () => {
  const answer = await crest.knock('get', '/').set('host', '"><script>');
  expect(answer.text).not.toContain('<script>');
});
