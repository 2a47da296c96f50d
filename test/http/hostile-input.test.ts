import { expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
await crest.call('put', '/v1/sequences/outreach').send(outreach);
await crest.call('post', '/v1/sequences/outreach/publish');

const UNSTORABLE = { 'a NUL': 'x\0', 'half of a surrogate pair': 'x\ud800' };
const converted = { eventId: 'e', type: 'converted', occurredAt: '2026-01-05T00:00:00Z', contact: 'ada' };

test.each(Object.entries(UNSTORABLE))('%s in a contact refuses its line alone', async (_, text) => {
  const enrollments = [
    { contact: { id: text } },
    { contact: { id: 'a', company: text } },
    { contact: { id: 'b', [text]: 1 } },
    { contact: { id: 'c', tags: [{ deep: text }] } },
    ...lines(`good-${text.codePointAt(1)}`),
  ];
  const { status, body } = await crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .send({ enrollments });
  expect(status).toBe(200);
  expect(body.results).toMatchObject([
    { accepted: false, code: 'invalid-line', detail: expect.stringMatching(/^contact\.id: .*NUL/) },
    { accepted: false, code: 'invalid-line', detail: expect.stringMatching(/^contact\.company: /) },
    { accepted: false, code: 'invalid-line' },
    { accepted: false, code: 'invalid-line', detail: expect.stringMatching(/^contact\.tags\.0\.deep: /) },
    { accepted: true },
  ]);
});

test.each(Object.entries(UNSTORABLE))('%s in an event refuses that event alone', async (_, text) => {
  const bad = ['eventId', 'contact', 'sequence', 'step', 'name', 'machineReason'].map((field) => ({
    ...converted,
    [field]: text,
  }));
  const events = [
    ...bad,
    { ...converted, properties: { kind: text } },
    { ...converted, eventId: `good-${text.codePointAt(1)}` },
  ];
  const { status, body } = await crest.call('post', '/v1/events').send({ events });
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(body.rejected).toHaveLength(events.length - 1);
  for (const { code, detail } of body.rejected) {
    expect(code).toBe('invalid-event');
    expect(detail).toContain('NUL');
  }
});

test.each(Object.entries(UNSTORABLE))('%s in a sequence file is one of its problems', async (_, text) => {
  const put = await crest.call('put', '/v1/sequences/outreach').send({ ...outreach, name: text });
  expect(put.body).toMatchObject({
    status: 422,
    code: 'sequence-invalid',
    problems: [{ path: 'name', reason: expect.stringContaining('NUL'), fix: expect.any(String) }],
  });
  const yaml = `${JSON.stringify({ ...outreach, name: text })}`;
  const fromText = await crest.call('put', '/v1/sequences/outreach').type('application/yaml').send(yaml);
  expect(fromText.body).toMatchObject({ status: 422, problems: [{ path: 'name', line: 1 }] });
});

const mark = (json: string) => Buffer.from(json).toString('base64url');

test.each([
  '/v1/sequences/%00',
  '/v1/sequences/%00/steps',
  '/v1/experiments/a%00/results',
  '/v1/tasks?sequence=%00',
  '/v1/mailbox?sequence=%00',
  '/v1/mailbox?to=%00',
  '/v1/mailbox/%00',
  '/v1/sequences/outreach/enrollments?contact=%00',
  '/v1/sequences/outreach/steps?version=2147483648',
  '/v1/sequences/outreach/peak?version=99999999999999999999',
  `/v1/sequences?cursor=${mark('"a\\u0000"')}`,
  `/v1/experiments?cursor=${mark('"\\ud800"')}`,
  `/v1/sequences/outreach/enrollments?cursor=${mark('1e300')}`,
  `/v1/mailbox?cursor=${mark('{"capturedAt":1e300,"enrollmentNo":1}')}`,
  `/v1/mailbox?cursor=${mark('{"capturedAt":-1e15,"enrollmentNo":1}')}`,
  `/v1/tasks?cursor=${mark('{"openedAt":8640000000000000,"id":"0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c"}')}`,
])('what no store has room for is refused in an address: %s', async (path) => {
  const { status, headers, body } = await crest.call('get', path);
  expect(status).toBe(400);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ code: expect.any(String), fix: expect.any(String) });
});

test.each(['/v1/events', '/v1/sequences/outreach/enrollments', '/v1/clock/advance'])(
  'a body that nests without end is refused before anything walks it: %s',
  async (path) => {
    const body = `{"events":[${'['.repeat(50_000)}${']'.repeat(50_000)}]}`;
    const call = crest.call('post', path).type('json').set('idempotency-key', 'deep');
    expect((await call.send(body)).body).toMatchObject({
      status: 400,
      code: 'json-malformed',
      detail: expect.stringContaining('200 levels'),
    });
  },
);

test.each(['application/json', 'application/yaml'])(
  '%s in Latin-1 is refused, not stored mangled',
  async (type) => {
    const latin1 = Buffer.from('{"key":"outreach","name":"Z\xfcrich"}', 'latin1');
    const answer = await crest
      .call('put', '/v1/sequences/outreach')
      .type(type)
      .serialize((body) => body)
      .send(latin1);
    expect(answer.body).toMatchObject({ status: 400, code: 'body-not-utf-8' });
  },
);

test('an enrollment outside of what the stores can hold is refused, not accepted and lost', async () => {
  const times = [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '2100-01-01T00:00:00Z',
  ];
  const enrollments = times.map((enrolledAt, i) => ({ contact: { id: `t${i}` }, enrolledAt }));
  const { body } = await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments });
  for (const result of body.results) {
    expect(result).toMatchObject({
      accepted: false,
      code: 'invalid-line',
      detail: expect.stringMatching(/^enrolledAt: .*1970 to 2099/),
    });
  }
  expect(body.results).toHaveLength(times.length);
});

test('an event at a time that does not exist is refused, and its refusal repeats no flood', async () => {
  const occurredAt = ['2025-02-30T10:00:00Z', '2025-02-28T25:00:00Z', `2025-02-28T${'1'.repeat(100_000)}Z`];
  const events = occurredAt.map((at, i) => ({ ...converted, eventId: `t${i}`, occurredAt: at }));
  const { body } = await crest.call('post', '/v1/events').send({ events });
  expect(body.rejected).toMatchObject([
    { code: 'invalid-time' },
    { code: 'invalid-time' },
    { code: 'invalid-event', detail: expect.stringContaining('occurredAt') },
  ]);
  expect(JSON.stringify(body).length).toBeLessThan(1000);
});

test('a currency is one currency however it is written', async () => {
  const events = ['eur', 'EUR', 'e\u00fcr', '12 '].map((currency, i) => ({
    ...converted,
    eventId: `c${i}`,
    value: 1,
    currency,
  }));
  const { body } = await crest.call('post', '/v1/events').send({ events });
  expect(body).toMatchObject({
    accepted: 2,
    rejected: [{ index: 2, detail: expect.stringContaining('currency') }, { index: 3 }],
  });
  const logged = await crest.sql`select distinct body->>'currency' as currency from event_log
    where body->>'currency' <> ''`;
  expect(logged).toEqual([{ currency: 'EUR' }]);
});

test('none of this made Crest fail', () => {
  expect(crest.logged).toEqual([]);
});
