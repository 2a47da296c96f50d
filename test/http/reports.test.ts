import { beforeAll, describe, expect, test } from '@jest/globals';
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
    attribution: 'all',
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

describe('by direct attribution', () => {
  // Of the ten that named their contact alone, two write again and answer the mail itself.
  beforeAll(async () => {
    const { body } = await crest.call('get', '/v1/mailbox?limit=200&sequence=outreach');
    const intros = body.mail.filter(({ step }: { step: string }) => step === 'intro');
    const events = ['c3', 'c4'].map((contact) => ({
      eventId: `again-${contact}`,
      type: 'replied',
      touch: intros.find((mail: { contact: string }) => mail.contact === contact).id,
      occurredAt: '2026-01-06T12:00:00Z',
    }));
    const answer = await crest.call('post', '/v1/events').send({ events });
    expect(answer.body).toMatchObject({ accepted: 2, rejected: [] });
    await crest.drain();
  });

  const ask = async (readOut: string, attribution: string) => {
    const { status, body } = await crest.call('get', `/v1/${readOut}?attribution=${attribution}`);
    expect({ status, attribution: body.attribution }).toEqual({ status: 200, attribution });
    return body;
  };

  test('the steps leave out the replies that are guessed, in the rate as in the counts, and nobody else', async () => {
    const all = await ask('sequences/outreach/steps', 'all');
    const direct = await ask('sequences/outreach/steps', 'direct');
    expect(stepsAnswer.parse(direct)).toEqual(direct);
    expect(all.steps[0]).toMatchObject({ replied: 10, rate: { successes: 10, trials: 40 } });
    expect(direct.steps[0]).toMatchObject({ replied: 2, rate: { successes: 2, trials: 40 } });
    for (const [index, step] of direct.steps.entries()) {
      const { reached, sent, delivered, waiting, mature } = all.steps[index];
      expect(step).toMatchObject({ reached, sent, delivered, waiting, mature });
    }
  });

  test('the peak and the results of an experiment do, too, and their sentences say so', async () => {
    const peak = await ask('sequences/outreach/peak', 'direct');
    expect(peakAnswer.parse(peak)).toEqual(peak);
    expect(peak.ranking.find(({ key }: { key: string }) => key === 'intro').rate).toMatchObject({
      successes: 2,
    });
    const results = await ask('experiments/outreach.intro/results', 'direct');
    expect(resultsAnswer.parse(results)).toEqual(results);
    const [a, b] = results.arms;
    expect([a.assigned + b.assigned, a.successes + b.successes]).toEqual([40, 2]);
    for (const { sentence } of [peak, results])
      expect(sentence).toMatch(/\. Only events that name their mail or task were counted\.$/);
    const { sentence } = await ask('sequences/outreach/peak', 'all');
    expect(sentence).not.toContain('Only events');
  });

  test('an experiment is asked in no other way', async () => {
    const { body } = await crest.call('get', '/v1/experiments/outreach.intro/results?attribution=inferred');
    expect(body).toMatchObject({ status: 400, problems: [{ path: 'attribution' }] });
  });
});

test.each([
  ['steps?metric=repleid', 'metric', 'converted:reorder'],
  ['steps?denominator=all', 'denominator', 'reached, sent, delivered'],
  ['steps?from=2026-02-30', 'from', ''],
  ['steps?from=2026-01-05&to=2026-01-05', 'to', 'later day'],
  ['steps?version=0', 'version', ''],
  ['steps?by=weekday', 'by', 'variant'],
  ['steps?attribution=inferred', 'attribution', 'all, direct'],
  ['peak?attribution=none', 'attribution', 'all, direct'],
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
