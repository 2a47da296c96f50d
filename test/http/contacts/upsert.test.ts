import { expect, test } from '@jest/globals';
import { outreach } from '../support/outreach.ts';
import { testCrest } from '../support/test-crest.ts';

const crest = await testCrest();
const save = (...contacts: unknown[]) => crest.call('post', '/v1/contacts').send({ contacts });
const list = async (query: string) => (await crest.call('get', `/v1/contacts?${query}`)).body;
const find = async (id: string) => (await list(`id=${encodeURIComponent(id)}&limit=1`)).contacts[0];

test('a contact is made once, then changed: what is left out is kept, null removes it', async () => {
  const ada = { id: 'ada', email: 'Ada@Example.com', timezone: 'Europe/Berlin', plan: 'trial', seats: 3 };
  expect((await save(ada)).body.results).toEqual([{ index: 0, accepted: true, created: true }]);
  expect((await save({ id: 'ada', plan: 'pro', city: 'London' })).body.results).toEqual([
    { index: 0, accepted: true, created: false },
  ]);
  expect(await find('ada')).toEqual({
    id: 'ada',
    email: 'Ada@Example.com',
    timezone: 'Europe/Berlin',
    attributes: { plan: 'pro', seats: 3, city: 'London' },
    createdAt: '2026-01-05T08:00:00.000Z',
    suppressed: null,
  });
  await save({ id: 'ada', email: null, timezone: null, seats: null });
  expect(await find('ada')).toMatchObject({
    email: null,
    timezone: null,
    attributes: { plan: 'pro', city: 'London' },
  });
});

test('each line is accepted, or refused alone with a reason', async () => {
  const { status, body } = await save(
    { id: 'grace', email: '  grace@example.com ' },
    { id: 'bad-address', email: 'not an address' },
    { id: 'mars', timezone: 'Mars/Olympus' },
    { email: 'nobody@example.com' },
    { id: 'grace', plan: 'pro' },
    'nonsense',
    { id: 'nul', company: 'x\0' },
    { id: 'lone', company: 'x\ud800' },
    { id: 'erased:1' },
    { id: 'huge', text: 'x'.repeat(70_000) },
    { id: 'wide', ...Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}`, 1])) },
  );
  expect(status).toBe(200);
  expect(body.results).toMatchObject([
    { index: 0, accepted: true, created: true },
    { index: 1, code: 'invalid-contact', detail: expect.stringMatching(/^email: /) },
    { index: 2, code: 'invalid-contact', detail: expect.stringMatching(/^timezone: .*IANA/) },
    { index: 3, code: 'invalid-contact', detail: expect.stringMatching(/^id: /) },
    { index: 4, code: 'named-twice', detail: expect.stringContaining('grace') },
    { index: 5, code: 'invalid-contact' },
    { index: 6, code: 'invalid-contact', detail: expect.stringMatching(/^company: .*NUL/) },
    { index: 7, code: 'invalid-contact', detail: expect.stringMatching(/^company: .*surrogate/) },
    { index: 8, code: 'invalid-contact', detail: expect.stringContaining('erased') },
    { index: 9, code: 'invalid-contact', detail: expect.stringContaining('64 KB') },
    { index: 10, code: 'invalid-contact', detail: expect.stringContaining('200') },
  ]);
  for (const { accepted, fix } of body.results) if (!accepted) expect(fix).toMatch(/\w/);
  expect(await find('grace')).toMatchObject({ email: 'grace@example.com', attributes: {} });
});

test('a contact does not grow without end', async () => {
  await save({ id: 'grows', one: 'x'.repeat(40_000) });
  expect((await save({ id: 'grows', two: 'x'.repeat(40_000) }, { id: 'other' })).body.results).toMatchObject([
    { accepted: false, code: 'contact-too-large', fix: expect.stringContaining('null') },
    { accepted: true },
  ]);
  expect(Object.keys((await find('grows')).attributes)).toEqual(['one']);
  expect((await save({ id: 'grows', one: null, two: 'x'.repeat(40_000) })).body.results).toMatchObject([
    { accepted: true },
  ]);
});

test('calls with the same contacts in another order do not lock each other out', async () => {
  const ids = Array.from({ length: 300 }, (_, i) => `both-${i}`);
  const shuffled = (by: number) => ids.map((_, i) => ({ id: ids[(i * by) % ids.length], by }));
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all([1, 299, 7, 293].map((by) => save(...shuffled(by))));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.results.every((result: { accepted: boolean }) => result.accepted)).toBe(true);
    }
  }
  expect((await list('id=both-&limit=200')).contacts).toHaveLength(200);
});

test('a call takes 1,000 lines and not one more', async () => {
  const many = Array.from({ length: 1001 }, (_, i) => ({ id: `many-${i}` }));
  expect((await save(...many)).body).toMatchObject({ status: 400, problems: [{ path: 'contacts' }] });
  expect((await save(...many.slice(1))).body.results).toHaveLength(1000);
});

test('contacts are listed newest first, page by page, and found by how id or address begins', async () => {
  await save({ id: 'Zoë_1', email: 'ZOE.one@example.org' });
  await save({ id: 'Zoë-2', email: 'zoe.two@example.org' });
  expect((await list('limit=2')).contacts.map((one: { id: string }) => one.id)).toEqual(['Zoë-2', 'Zoë_1']);
  const first = await list('email=zoe.&limit=1');
  const second = await list(`email=zoe.&limit=1&cursor=${first.nextCursor}`);
  expect([first, second].map((page) => page.contacts[0].id)).toEqual(['Zoë-2', 'Zoë_1']);
  expect(second.nextCursor).toBeNull();
  // Neither % nor _ is a wildcard.
  expect((await list(`id=${encodeURIComponent('Zoë_')}`)).contacts).toHaveLength(1);
  expect((await list('id=%25')).contacts).toEqual([]);
});

test('enrolling a known contact keeps what it does not name, its zone too', async () => {
  await save({ id: 'kept', email: 'kept@example.com', timezone: 'Pacific/Auckland', firstName: 'Kept' });
  const file = { ...outreach, schedule: { timezone: 'contact', from: '09:00', to: '17:00' } };
  await crest.call('put', '/v1/sequences/outreach').send(file);
  await crest.call('post', '/v1/sequences/outreach/publish');
  await crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .send({ enrollments: [{ contact: { id: 'kept' } }] });
  const { body } = await crest.call('get', '/v1/sequences/outreach/enrollments?contact=kept');
  // 21:00 in Auckland: the next morning there.
  expect(body.enrollments[0].dueAt).toBe('2026-01-05T20:00:00.000Z');
  expect(await find('kept')).toMatchObject({
    timezone: 'Pacific/Auckland',
    attributes: { firstName: 'Kept' },
  });
});

test('reading asks for the scope read, writing for write', async () => {
  const reader = await crest.makeScopedKey('read');
  expect((await crest.callAs(reader, 'get', '/v1/contacts')).status).toBe(200);
  expect((await crest.callAs(reader, 'post', '/v1/contacts').send({ contacts: [{ id: 'x' }] })).status).toBe(
    403,
  );
});
