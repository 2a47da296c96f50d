import { expect, test } from '@jest/globals';
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

const mail = (key: string, day: number, more: object) => ({
  ...{ key, type: 'email', day, purpose: `purpose-${key}`, subject: 'Subject', body: 'Body' },
  ...more,
});
const file = (...steps: object[]) => ({ key: 'slow', goal: 'replied', steps });

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
])('%s holds nobody up', async (_, method, path, body) => {
  const seconds = await cpuOf(crest.call(method === 'put' ? 'put' : 'post', path).send(body));
  expect(seconds).toBeLessThan(4);
});

test('none of this made Crest fail', () => {
  expect(crest.logged).toEqual([]);
});
