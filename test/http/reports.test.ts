import { beforeAll, expect, test } from '@jest/globals';
import { peakAnswer, resultsAnswer, stepsAnswer } from '../../apps/api/reports/answers.ts';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const contacts = Array.from({ length: 40 }, (_, i) => `c${i}`);

beforeAll(async () => {
  await crest.call('put', '/v1/sequences/outreach').send(outreach);
  await crest.call('put', '/v1/sequences/draft').send({ ...outreach, key: 'draft' });
  await crest.call('post', '/v1/sequences/outreach/publish');
  await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines(...contacts) });
  await crest.call('post', '/v1/clock/advance').send({ by: 'P1D' });
  const events = contacts.slice(0, 10).map((contact) => ({
    eventId: `reply-${contact}`,
    type: 'replied',
    contact,
    occurredAt: '2026-01-05T12:00:00Z',
  }));
  await crest.call('post', '/v1/events').send({ events });
  await crest.call('post', '/v1/clock/advance').send({ by: 'P20D' });
});

test('the steps of a sequence are answered as they are described', async () => {
  const { status, body } = await crest.call('get', '/v1/sequences/outreach/steps?by=variant');
  expect(status).toBe(200);
  expect(stepsAnswer.parse(body)).toEqual(body);
  expect(body).toMatchObject({
    asOf: '2026-01-26T08:00:00.000Z',
    completeness: { pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 },
    unit: 'enrollment',
    sequence: { key: 'outreach', name: 'Outreach', version: 1 },
    metric: 'replied',
  });
  expect(
    body.steps.map((step: { key: string; sent: number; replied: number }) => [
      step.key,
      step.sent,
      step.replied,
    ]),
  ).toEqual([
    ['intro', 40, 10],
    ['call', 0, 0],
    ['last', 30, 0],
  ]);
  expect(body.steps[0].rate).toMatchObject({
    value: 0.25,
    successes: 10,
    trials: 40,
    denominator: 'sent',
    level: 0.95,
  });
  expect(body.steps[0].variants.map((variant: { key: string }) => variant.key)).toEqual(['a', 'b']);
});

test('the peak of a sequence is answered as it is described', async () => {
  const { status, body } = await crest.call(
    'get',
    '/v1/sequences/outreach/peak?metric=replied&estimand=hazard',
  );
  expect(status).toBe(200);
  expect(peakAnswer.parse(body)).toEqual(body);
  expect(body).toMatchObject({
    estimand: 'hazard',
    verdict: 'not-enough-data',
    sentence: expect.stringMatching(/\w/),
  });
});

test('the results of an experiment are answered as they are described', async () => {
  const { status, body } = await crest.call('get', '/v1/experiments/outreach.intro/results');
  expect(status).toBe(200);
  expect(resultsAnswer.parse(body)).toEqual(body);
  expect(body).toMatchObject({ state: 'running', verdict: 'not-enough-data' });
  const [a, b] = body.arms;
  expect(a.assigned + b.assigned).toBe(40);
  expect(a.successes + b.successes).toBe(10);
});

test.each([
  ['steps?metric=repleid', 'metric', 'converted:reorder'],
  ['steps?denominator=all', 'denominator', 'reached, sent, delivered'],
  ['steps?from=2026-02-30', 'from', ''],
  ['steps?from=2026-01-05&to=2026-01-05', 'to', 'later day'],
  ['steps?version=0', 'version', ''],
  ['steps?by=weekday', 'by', 'variant'],
  ['peak?estimand=odds', 'estimand', 'hazard, share, lift'],
  ['peak?metrc=replied', 'metrc', 'spelled'],
])('%s names what is wrong', async (question, path, fix) => {
  const { body } = await crest.call('get', `/v1/sequences/outreach/${question}`);
  expect(body).toMatchObject({
    status: 400,
    code: 'input-invalid',
    problems: [{ path, reason: expect.stringMatching(/\w/), fix: expect.stringContaining(fix) }],
  });
});

test('what was never published has nothing to read, and what is not there even less', async () => {
  for (const readOut of ['steps', 'peak']) {
    expect((await crest.call('get', `/v1/sequences/draft/${readOut}`)).body).toMatchObject({
      status: 409,
      code: 'sequence-not-published',
    });
    expect((await crest.call('get', `/v1/sequences/nobody/${readOut}`)).body).toMatchObject({
      status: 404,
      code: 'sequence-not-found',
    });
    expect((await crest.call('get', `/v1/sequences/outreach/${readOut}?version=9`)).status).toBe(404);
  }
  expect((await crest.call('get', '/v1/experiments/nobody.nothing/results')).body).toMatchObject({
    status: 404,
    code: 'experiment-not-found',
  });
});
