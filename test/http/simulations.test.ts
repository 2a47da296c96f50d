import { expect, test } from '@jest/globals';
import { outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
await crest.call('put', '/v1/sequences/outreach').send(outreach);
const truth = {
  steps: { intro: { outcome: { a: 0.2, b: 0.4 } }, call: { outcome: 0.1 }, last: { outcome: 0.3 } },
};
const simulate = (body: object, key = 'outreach') =>
  crest.call('post', `/v1/sequences/${key}/simulate`).send(body);

test('a draft is run on an audience: planted truth in, recovered truth out, the same for the same seed', async () => {
  const { status, body } = await simulate({ truth, enrollments: 500, seed: 3 });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ sequence: { key: 'outreach', name: 'Outreach' }, enrollments: 500, seed: 3 },
    steps: [
      {
        key: 'intro',
        metric: 'replied',
        variants: [
          { key: 'a', planted: 0.2 },
          { key: 'b', planted: 0.4 },
        ],
      },
      { key: 'call', planted: 0.1, rate: { denominator: 'sent' } },
      { key: 'last', planted: 0.3 },
    ],
    experiments: [{ key: 'outreach.intro', planted: [0.2, 0.4] }],
    sentence: expect.stringContaining('of 3 steps find what was planted'),
  });
  expect((await simulate({ truth, enrollments: 500, seed: 3 })).body).toEqual(body);
  expect((await simulate({ truth, enrollments: 500 })).body).not.toEqual(body);
});

test('nobody is enrolled and nothing is stored by it', async () => {
  const { body } = await crest.call('get', '/v1/sequences/outreach');
  expect(body).toMatchObject({ state: 'draft', version: null });
  expect(await crest.sql`select 1 from enrollment`).toHaveLength(0);
});

test('a truth that does not fit says every problem at once', async () => {
  const wrong = {
    ...truth,
    outcom: 'replied',
    steps: { intro: { outcome: { a: 0.2 } }, inro: { outcome: 2 } },
  };
  const { status, body } = await simulate({ truth: wrong });
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: 'truth-invalid', fix: 'Correct each place under problems.' });
  expect(body.problems.map(({ path, fix }: { path: string; fix: string }) => [path, fix])).toEqual([
    ['truth.outcom', 'Did you mean "outcome"?'],
    ['truth.steps.intro.outcome', 'Add it, such as b: 0.02.'],
    ['truth.steps.inro', 'Did you mean "intro"?'],
  ]);
  for (const none of [null, 7, [], {}])
    expect((await simulate({ truth: none })).body.code).toBe('truth-invalid');
});

test('bounds, keys and scopes are held', async () => {
  for (const body of [
    { truth, enrollments: 20_001 },
    { truth, enrollments: 0 },
    { truth, seed: -1 },
    { truth, sed: 1 },
    {},
  ])
    expect((await simulate(body)).body).toMatchObject({ status: 400, code: 'input-invalid' });
  expect((await simulate({ truth }, 'nobody')).body).toMatchObject({
    status: 404,
    code: 'sequence-not-found',
  });
  const reader = await crest.makeScopedKey('read');
  const asReader = crest
    .callAs(reader, 'post', '/v1/sequences/outreach/simulate')
    .send({ truth, enrollments: 10 });
  expect((await asReader).status).toBe(200);
  expect((await crest.knock('post', '/v1/sequences/outreach/simulate').send({ truth })).status).toBe(401);
});
