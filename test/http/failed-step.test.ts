import { beforeAll, expect, test } from '@jest/globals';
import { lines } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/fields').send({
    key: 'fields',
    goal: 'replied',
    steps: [
      { key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hi {{firstName}}' },
      {
        key: 'offer',
        type: 'email',
        day: 2,
        subject: 'For {{company.name}}',
        body: 'Hi',
        html: '<p>Hi {{firstName}}</p>\n<p><a href="{{site}}">{{company.name}}</a></p>',
      },
      { key: 'last', type: 'email', day: 4, subject: 'Bye', body: 'Bye' },
    ],
  });
  await crest.call('post', '/v1/sequences/fields/publish');
  const [ada, bob, cyd, dan] = lines('ada', 'bob', 'cyd', 'dan').map(({ contact }) => contact);
  const company = { name: 'Acme' };
  await crest.call('post', '/v1/sequences/fields/enrollments').send({
    enrollments: [
      { contact: { ...ada, company, site: 'https://acme.example' } },
      { contact: { ...bob, company: {}, site: 'https://acme.example' } },
      { contact: { ...cyd, company } },
      { contact: { ...dan, company, site: 'javascript:alert(document.domain)' } },
    ],
  });
  await crest.call('post', '/v1/clock/advance').send({ by: 'P9D' });
});

const enrollments = async () => {
  const { body } = await crest.call('get', '/v1/sequences/fields/enrollments');
  return new Map<string, { state: string; reason: string | null }>(
    body.enrollments.map((one: { contact: string; state: string; reason: string | null }) => [
      one.contact,
      one,
    ]),
  );
};

test('a field that is missing fails the step, says which field and where, and sends nothing more', async () => {
  const found = await enrollments();
  expect(found.get('ada')).toMatchObject({ state: 'finished' });
  expect(found.get('bob')).toMatchObject({
    state: 'failed',
    reason: 'offer: The contact has no "company.name" (subject, line 1).',
  });
  expect(found.get('cyd')).toMatchObject({
    state: 'failed',
    reason: 'offer: The contact has no "site" (html, line 2).',
  });
  const { body } = await crest.call('get', '/v1/mailbox?sequence=fields&limit=50');
  const steps = body.mail.map((mail: { contact: string; step: string }) => `${mail.contact} ${mail.step}`);
  expect(steps.sort()).toEqual(['ada intro', 'ada last', 'ada offer', 'bob intro', 'cyd intro', 'dan intro']);
});

test('an address that would run in the reader’s program fails the step, and is not repeated anywhere', async () => {
  const { reason } = (await enrollments()).get('dan') ?? {};
  expect(reason).toBe('offer: An address in href comes out as one that no mail may use.');
});

test('the touch is rejected, and the log says that it failed, of what kind and where', async () => {
  const touches = await crest.sql<{ state: string }[]>`
    select t.state from touch t join enrollment e on e.no = t.enrollment_no
    where t.step = 'offer' order by e.no`;
  expect(touches.map(({ state }) => state)).toEqual(['sent', 'rejected', 'rejected', 'rejected']);
  const failed = await crest.sql<{ body: { step: string; properties: object } }[]>`
    select body from event_log where body ->> 'type' = 'failed' order by (body ->> 'enrollmentNo')::bigint`;
  expect(failed.map(({ body }) => [body.step, body.properties])).toEqual([
    ['offer', { reason: 'missing-field', field: 'company.name', part: 'subject' }],
    ['offer', { reason: 'missing-field', field: 'site', part: 'html' }],
    ['offer', { reason: 'template', field: null, part: 'html' }],
  ]);
});

test('the log reaches the reports with it', async () => {
  await crest.drain();
  const { body } = await crest.call('get', '/v1/sequences/fields/steps');
  const counts = body.steps.map((step: { reached: number; sent: number }) => [step.reached, step.sent]);
  expect(counts).toEqual([
    [4, 4],
    [4, 1],
    [1, 1],
  ]);
});
