import { expect, test } from '@jest/globals';
import { lines, outreach } from '../support/outreach.ts';
import { testCrest } from '../support/test-crest.ts';

const crest = await testCrest();
await crest.call('put', '/v1/sequences/outreach').send(outreach);
await crest.call('post', '/v1/sequences/outreach/publish');

const suppress = async (...suppressions: unknown[]) =>
  (await crest.call('post', '/v1/suppressions').send({ suppressions })).body.results;
const list = async (query = '') => (await crest.call('get', `/v1/suppressions?${query}`)).body.suppressions;
const advance = (by: string) => crest.call('post', '/v1/clock/advance').send({ by });
const enroll = (...ids: string[]) =>
  crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines(...ids) });
const standing = async (contact: string) =>
  (await crest.call('get', `/v1/sequences/outreach/enrollments?contact=${contact}`)).body.enrollments[0];
const mailsTo = async (to: string) =>
  (await crest.call('get', `/v1/mailbox?to=${encodeURIComponent(to)}`)).body.mail.length;

test('who is suppressed by address, by domain or by id gets no further mail, and leaves the sequence', async () => {
  await enroll('ada', 'grace', 'edsger');
  await crest
    .call('post', '/v1/contacts')
    .send({ contacts: [{ id: 'grace', email: 'grace@other.example' }] });
  await advance('PT1H');
  expect(await suppress({ email: 'ADA@example.com', reason: 'asked-by-phone' })).toEqual([
    { index: 0, accepted: true, id: expect.stringMatching(/^[0-9a-f]{32}$/), added: true },
  ]);
  expect(await suppress({ domain: 'Other.Example' }, { contact: 'edsger' })).toMatchObject([
    { accepted: true, id: 'domain:other.example', added: true },
    { accepted: true, added: true },
  ]);
  await advance('P3D');
  for (const id of ['ada', 'grace', 'edsger'])
    expect(await standing(id)).toMatchObject({ state: 'exited', reason: 'suppressed' });
  expect(await mailsTo('ada@')).toBe(1);
  expect(await mailsTo('grace@')).toBe(1);
  expect((await crest.call('get', '/v1/contacts?id=grace')).body.contacts[0].suppressed).toBe('manual');
});

test('suppressions are listed with reason, time and who, and found by address and by contact', async () => {
  const all = await list();
  expect(all).toHaveLength(3);
  const by = expect.stringMatching(/^key \w+/);
  const since = '2026-01-05T09:00:00.000Z';
  expect(await list('email=ada@example.com')).toEqual([
    {
      id: expect.any(String),
      email: 'ada@example.com',
      domain: null,
      contacts: ['ada'],
      reason: 'asked-by-phone',
      since,
      by,
    },
  ]);
  expect(await list('contact=grace')).toMatchObject([{ domain: 'other.example', email: null, contacts: [] }]);
  expect(await list('email=new@other.example')).toHaveLength(1);
  expect(await list('contact=edsger')).toMatchObject([{ contacts: ['edsger'], reason: 'manual' }]);
  expect(await list('contact=nobody')).toEqual([]);
  expect(await list('reason=manual')).toHaveLength(2);
  const first = (await crest.call('get', '/v1/suppressions?limit=2')).body;
  const rest = (await crest.call('get', `/v1/suppressions?limit=2&cursor=${first.nextCursor}`)).body;
  expect([...first.suppressions, ...rest.suppressions]).toEqual(all);
});

test('a suppression keeps its first reason, and can be lifted', async () => {
  const [{ id, added }] = await suppress({ email: 'ada@example.com', reason: 'again' });
  expect(added).toBe(false);
  expect(await list('email=ada@example.com')).toMatchObject([{ reason: 'asked-by-phone' }]);
  expect((await crest.call('delete', `/v1/suppressions/${id}`)).body).toEqual({ id, lifted: true });
  expect(await list('email=ada@example.com')).toEqual([]);
  expect((await crest.call('delete', `/v1/suppressions/${id}`)).body).toMatchObject({
    status: 404,
    code: 'suppression-not-found',
    fix: expect.stringContaining('email'),
  });
});

test('a suppression outlives a change of the address, and the new address is looked up', async () => {
  await enroll('moves');
  await suppress({ email: 'moves@example.com' }, { email: 'second@example.com' });
  const rename = (email: string) =>
    crest.call('post', '/v1/contacts').send({ contacts: [{ id: 'moves', email }] });
  await rename('second@example.com');
  expect((await crest.call('get', '/v1/contacts?id=moves')).body.contacts[0].suppressed).toBe('manual');
  await rename('third@example.com');
  expect((await crest.call('get', '/v1/contacts?id=moves')).body.contacts[0].suppressed).toBeNull();
  await rename('MOVES@example.com');
  expect((await crest.call('get', '/v1/contacts?id=moves')).body.contacts[0].suppressed).toBe('manual');
  await advance('PT1H');
  expect(await mailsTo('moves@')).toBe(0);
});

test('what a contact says is listed beside what people did', async () => {
  const event = {
    eventId: 'u1',
    type: 'unsubscribed',
    contact: 'says-no',
    occurredAt: '2026-01-05T09:00:00Z',
  };
  await enroll('says-no');
  await crest.call('post', '/v1/events').send({ events: [event] });
  expect(await list('contact=says-no')).toMatchObject([
    { reason: 'unsubscribed', by: 'event', email: 'says-no@example.com' },
  ]);
});

test('each line is accepted, or refused alone with a reason', async () => {
  const refused = await suppress(
    {},
    { email: 'a@example.com', domain: 'example.com' },
    { email: 'not an address' },
    { domain: 'no domain' },
    { contact: 'x\0' },
    { contact: 'ok', reason: 'Free text!' },
    'nonsense',
    { contact: 'stranger' },
  );
  expect(refused.map((line: { accepted: boolean }) => line.accepted)).toEqual([
    ...Array.from({ length: 7 }, () => false),
    true,
  ]);
  for (const { accepted, code, detail, fix } of refused)
    if (!accepted)
      expect([code, detail, fix]).toEqual(['invalid-suppression', expect.any(String), expect.any(String)]);
  // A stranger who comes later is suppressed from the start.
  await enroll('stranger');
  await advance('PT1H');
  expect(await mailsTo('stranger@')).toBe(0);
});
