import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { insertKey } from '#storage';
import { hashKey, makeKey } from '../../apps/ingest/access/key.ts';
import { sessionCookie } from '../../apps/ingest/access/session.ts';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
await crest.call('put', '/v1/sequences/outreach').send(outreach);
await crest.call('post', '/v1/sequences/outreach/publish');
await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines('ada', 'bob') });
await crest.call('post', '/v1/clock/advance').send({ by: 'P2D' });
const [task] = (await crest.call('get', '/v1/tasks')).body.tasks;

/** How long a call keeps everybody else waiting, in CPU seconds; far below what it took before it was mended. */
async function cpuOf(call: PromiseLike<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await call;
  return process.cpuUsage(start).user / 1e6;
}

test.each([
  ['post', `/v1/tasks/${task.id}/assign`, 'assignee'],
  ['post', `/v1/tasks/${task.id}/complete`, 'note'],
  ['post', '/v1/contacts/ada/merge', 'into'],
  ['post', '/v1/sequences/outreach/preview', 'contactId'],
] as const)('a text that no store takes is refused by its name: %s %s %s', async (method, path, field) => {
  for (const text of ['a\0b', 'a\ud800']) {
    const { body } = await crest.call(method, path).send({ step: 'intro', [field]: text });
    expect(body.problems).toContainEqual({
      path: field,
      reason: expect.stringContaining('NUL'),
      fix: 'Remove that character.',
    });
  }
});

test.each(['constructor', 'prototype', '__proto__'])(
  'a field called %s is not dropped in silence',
  async (name) => {
    const query = await crest.call('get', `/v1/contacts?${name}=1`);
    expect(query.body).toMatchObject({
      status: 400,
      problems: [{ path: name, reason: 'is not known here' }],
    });
    const body = `{"by":"PT1S","${name}":1}`;
    const call = await crest.call('post', '/v1/clock/advance').type('json').send(body);
    expect(call.body).toMatchObject({ status: 400, detail: expect.stringContaining(name) });
  },
);

test('an attribute of a name that no template can say is refused with its line', async () => {
  const contacts = ['constructor', 'prototype', 'toString'].map((name, i) => ({
    id: `c${i + 1}`,
    [name]: 'x',
  }));
  const { body } = await crest.call('post', '/v1/contacts').send({ contacts });
  expect(body.results).toMatchObject([
    { accepted: false, detail: 'constructor: is a name that no field may have' },
    { accepted: false, detail: 'prototype: is a name that no field may have' },
    { accepted: true },
  ]);
  expect((await crest.call('get', '/v1/contacts/c3')).body.attributes).toEqual({ toString: 'x' });
});

test.each(['0x10', '1e1', '%205', '+5', '5.0', '-1', '', '٣', '5&limit=6'])(
  'a number in an address is digits and nothing else: limit=%s',
  async (limit) => {
    const { body } = await crest.call('get', `/v1/contacts?limit=${limit}`);
    expect(body).toMatchObject({ status: 400, problems: [{ path: 'limit', fix: expect.any(String) }] });
  },
);

test.each(['0x1', '1.0', '01e0', '2147483648'])('so is a version: %s', async (version) => {
  const { body } = await crest.call('get', `/v1/sequences/outreach/versions/${version}`);
  expect(body).toMatchObject({ status: 400, code: 'input-invalid' });
});

test.each([
  ['application/json; charset=utf-16', 400],
  ['application/json; charset="iso-8859-1"', 400],
  ['application/json; charset=UTF-8', 200],
  ['application/json; charset="utf8"; profile=x', 200],
] as const)('a body that is said to be in another charset is not read as UTF-8: %s', async (type, status) => {
  const answer = await crest
    .call('post', '/v1/clock/advance')
    .set('content-type', type)
    .send('{"by":"PT0S"}');
  expect(answer.status).toBe(status);
  if (status === 400) expect(answer.body).toMatchObject({ code: 'body-not-utf-8' });
});

test('a mailbox that could never send is refused', async () => {
  const put = (body: object) => crest.call('put', '/v1/mailboxes/sales').send(body);
  expect((await put({ address: 'ada@example.com', name: 'A\u0085B' })).body).toMatchObject({
    problems: [{ path: 'name', reason: 'has a line break or another control character' }],
  });
  expect((await put({ address: `${'a'.repeat(65)}@example.com` })).body).toMatchObject({
    problems: [{ path: 'address', reason: 'is not one that mail can be sent from' }],
  });
});

test('the cookie of a browser that came by https never leaves by http', async () => {
  const open = async (headers: Record<string, string>) => {
    const { token } = crest.links.make(Date.now());
    const { headers: answered } = await crest.knock('get', `/?token=${token}`).set(headers);
    return String(answered['set-cookie']);
  };
  const name = sessionCookie(crest.installation.id);
  expect(await open({})).toMatch(new RegExp(`^${name}=.*SameSite=Strict$`));
  expect(await open({ 'x-forwarded-proto': 'HTTPS, http' })).toMatch(/SameSite=Strict; Secure$/);
  expect(await open({ 'x-forwarded-proto': 'http, https' })).not.toContain('Secure');
  const link = await crest
    .call('post', '/v1/dashboard/links')
    .set({ host: 'crest.example.com', 'x-forwarded-proto': 'https' });
  expect(link.body.url).toMatch(/^https:\/\/crest\.example\.com\/\?token=/);
});

test('a key of another workspace signs nobody in to the pages of this one', async () => {
  const [other] = await crest.sql<
    { id: number }[]
  >`insert into workspace (key) values ('other') returning id`;
  const { id, text } = makeKey('sandbox', randomBytes(40));
  const key = { id, workspaceId: other?.id ?? 0, hash: hashKey(text), scopes: ['admin' as const] };
  await insertKey(crest.sql, { now: 0 }, key);
  const answer = await crest.callAs(text, 'post', '/v1/dashboard/links');
  expect(answer.body).toMatchObject({ status: 403, code: 'scope-missing' });
  expect((await crest.callAs(text, 'get', '/v1/contacts')).body.contacts).toEqual([]);
});

test('a cap over a span that is none is refused, whatever else is wrong with it', async () => {
  const caps = [
    { max: 1, per: '9999999d' },
    { max: 1, per: '9999999d' },
    { max: 1e308, per: 'soon' },
  ];
  const { body } = await crest.call('put', '/v1/settings').send({ caps });
  expect(body).toMatchObject({ status: 400, code: 'input-invalid' });
  expect((await crest.call('get', '/v1/settings')).body).toEqual({ caps: [], conversions: [] });
});

test('a number that is too large to be held is refused, not stored as nothing', async () => {
  const put = (number: string) =>
    crest.call('post', '/v1/contacts').type('json').send(`{"contacts":[{"id":"n","score":${number}}]}`);
  for (const number of ['1e400', '-1E+999', '9'.repeat(310)])
    expect((await put(number)).body).toMatchObject({ status: 400, code: 'json-malformed' });
  expect((await put('1e308')).status).toBe(200);
  expect((await crest.call('get', '/v1/contacts/n')).body.attributes).toEqual({ score: 1e308 });
});

const mail = (key: string, day: number, more: object) => ({
  ...{ key, type: 'email', day, purpose: `purpose-${key}`, subject: 'Subject', body: 'Body' },
  ...more,
});
const file = (...steps: object[]) => ({ key: 'slow', goal: 'replied', steps });

const dates = Array.from({ length: 900 }, (_, i) => new Date(i * 2 * 86_400_000).toISOString().slice(0, 10));
const holidays = Object.fromEntries(
  Array.from({ length: 50 }, (_, i) => [`A${String.fromCharCode(65 + (i % 26))}-${i}`, dates]),
);

test.each<[string, string, string, object]>([
  ['a sender of spaces', 'put', '/v1/sequences/slow', { ...file(), from: ' '.repeat(60_000) }],
  [
    'HTML with a field in every tag',
    'put',
    '/v1/sequences/slow',
    file(
      ...[0, 1, 2, 3, 4, 5].map((i) =>
        mail(`m${i}`, i, { html: `<b ${'a '.repeat(20)}{{x}}>${i}`.repeat(1_990) }),
      ),
    ),
  ],
  [
    'a comment that holds half a tag',
    'post',
    '/v1/sequences/lint',
    file(...[0, 1].map((i) => mail(`m${i}`, i, { body: `Hi {{!-- {{${'a'.repeat(30_000)} { --}} there` }))),
  ],
  [
    'a truth of steps that are nearly those of the sequence',
    'post',
    '/v1/sequences/outreach/simulate',
    { truth: { steps: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`intr-${i}`, {}])) } },
  ],
  [
    'a schedule of very many holidays',
    'put',
    '/v1/sequences/slow',
    {
      ...file(...Array.from({ length: 100 }, (_, i) => mail(`m${i}`, 0, { days: ['mon'] }))),
      schedule: { holidays },
    },
  ],
])('%s holds nobody up', async (_, method, path, body) => {
  const seconds = await cpuOf(crest.call(method === 'put' ? 'put' : 'post', path).send(body));
  expect(seconds).toBeLessThan(4);
});

test('none of this made Crest fail', () => {
  expect(crest.logged).toEqual([]);
});
