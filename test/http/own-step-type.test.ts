import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineStep, type StepBase } from '#engine';
import type { ActionCall, ActionResult, StepPlugin } from '#runtime';
import { lines } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

interface WebhookStep extends StepBase {
  readonly type: 'webhook';
  readonly url: string;
}

/** A type of step as somebody would add it: the whole of it in one place. */
const webhook: StepPlugin = {
  type: defineStep({
    type: 'webhook',
    schema: z.strictObject({ url: z.url().meta({ examples: ['https://example.com/hook'] }) }),
    outward: false,
    mails: false,
    continues: true,
    parse({ fields }, base): WebhookStep | null {
      return fields.url === undefined ? null : { ...base, type: 'webhook', url: fields.url };
    },
    enter: () => ({ variant: '', effect: { kind: 'action' }, events: [], onward: { go: 'on' } }),
  }),
  act: (calls, now) => Promise.all(calls.map((call) => post(call, now))),
};

async function post({ intentId, step, contact }: ActionCall, now: number): Promise<ActionResult> {
  const { url } = z.object({ url: z.string() }).parse(step);
  const headers = { 'content-type': 'application/json', 'idempotency-key': intentId };
  const { ok, status } = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ contact: contact.id }),
  });
  if (ok) return { kind: 'done' };
  if (status === 503) return { kind: 'later', at: now + 3_600_000 };
  if (status === 500) throw new Error('the hook broke');
  return { kind: 'failed', reason: `refused-${status}` };
}

const received: { key: string; contact: string }[] = [];
/** What the hook answers to each contact, one after the other; then 200. */
const answers = new Map<string, number[]>();
const hook = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    const { contact } = z.object({ contact: z.string() }).parse(JSON.parse(body));
    received.push({ key: String(request.headers['idempotency-key']), contact });
    response.writeHead(answers.get(contact)?.shift() ?? 200).end();
  });
});

const crest = await testCrest({ steps: [webhook] });
const advance = (by: string) => crest.call('post', '/v1/clock/advance').send({ by });
const file = (step: object) => ({
  key: 'hooked',
  goal: 'converted',
  steps: [
    { key: 'wait', type: 'wait', for: '1h' },
    { key: 'tell', type: 'webhook', ...step },
    { key: 'mail', type: 'email', after: '1d', subject: 'Hello', body: 'Hi' },
  ],
});
const enrollmentOf = async (contact: string) =>
  (await crest.call('get', `/v1/sequences/hooked/enrollments?contact=${contact}`)).body.enrollments[0];
const callsFor = (contact: string) => received.filter((call) => call.contact === contact);

beforeAll(async () => {
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
});

afterAll(async () => {
  hook.close();
  await once(hook, 'close');
});

test('a step type of one file is checked, saved and published', async () => {
  const wrong = await crest.call('put', '/v1/sequences/hooked').send(file({ ulr: 'x' }));
  expect(wrong.body).toMatchObject({
    status: 422,
    problems: [
      { path: 'steps[1].ulr', fix: 'Did you mean "url"?' },
      { path: 'steps[1].url', reason: '"url" is missing.' },
    ],
  });
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  expect((await crest.call('put', '/v1/sequences/hooked').send(file({ url }))).status).toBe(200);
  expect(
    (await crest.call('post', '/v1/sequences/lint').send(file({ url: 'no' }))).body.findings,
  ).toMatchObject([{ code: 'invalid', step: 'tell' }]);
  expect((await crest.call('post', '/v1/sequences/hooked/publish')).body).toMatchObject({ version: 1 });
});

test('it stands among the types of step, with what it looks like in a file', async () => {
  const { body } = await crest.call('get', '/v1/step-types');
  const types = body.stepTypes.map(({ type }: { type: string }) => type);
  expect(types).toEqual(['email', 'task', 'wait', 'branch', 'exit', 'webhook']);
  expect(body.stepTypes.at(-1)).toMatchObject({
    outward: false,
    schema: { properties: { type: { const: 'webhook' }, url: { type: 'string' }, key: {}, after: {} } },
  });
});

test('it is entered, carried out once, logged and reported', async () => {
  answers.set('busy', [503, 503]);
  answers.set('gone', [410]);
  await crest
    .call('post', '/v1/sequences/hooked/enrollments')
    .send({ enrollments: lines('ada', 'busy', 'gone') });
  await advance('PT1H');
  expect(callsFor('ada')).toHaveLength(1);
  expect(await enrollmentOf('ada')).toMatchObject({ state: 'active', nextStep: 'mail' });
  const events = await crest.sql<{ type: string }[]>`
    select body->>'type' as type from event_log
    where body->>'step' = 'tell' and body->>'intentId' = ${callsFor('ada')[0]?.key ?? ''} order by pos`;
  expect(events.map(({ type }) => type)).toEqual(['reached', 'sent']);
});

test('one that cannot be done now is done later, under the same id', async () => {
  expect(callsFor('busy')).toHaveLength(1);
  await advance('PT2H');
  expect(callsFor('busy')).toHaveLength(3);
  expect(new Set(callsFor('busy').map(({ key }) => key)).size).toBe(1);
});

test('one that never can be ends the enrollment as failed, with its reason', async () => {
  expect(callsFor('gone')).toHaveLength(1);
  expect(await enrollmentOf('gone')).toMatchObject({ state: 'failed', reason: 'refused-410', dueAt: null });
});

test('the report counts who reached it and for whom it was done', async () => {
  await advance('P1D');
  const { body } = await crest.call('get', '/v1/sequences/hooked/steps');
  expect(crest.logged).toEqual([]);
  const tell = body.steps.find(({ key }: { key: string }) => key === 'tell');
  expect(tell).toMatchObject({ type: 'webhook', reached: 3, sent: 2 });
});

test('what it throws is a fault, and it is tried again when the lease is over', async () => {
  answers.set('cut', [500]);
  await crest.call('post', '/v1/sequences/hooked/enrollments').send({ enrollments: lines('cut') });
  expect((await advance('PT1H')).status).toBe(500);
  expect(crest.logged.join()).toContain('the hook broke');
  expect((await advance('PT2H')).status).toBe(200);
  expect(callsFor('cut').map(({ key }) => key)).toEqual([callsFor('cut')[0]?.key, callsFor('cut')[0]?.key]);
  expect(await enrollmentOf('cut')).toMatchObject({ state: 'active', nextStep: 'mail' });
});
