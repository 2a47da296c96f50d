import { expect, test } from '@jest/globals';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest({ mode: 'live' });

test('live, the clock is the wall clock and nobody moves it', async () => {
  const before = Date.now();
  const { body } = await crest.call('get', '/v1/clock');
  expect(body.mode).toBe('wall');
  expect(Date.parse(body.now)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(body.now)).toBeLessThanOrEqual(Date.now());
  const moved = await crest.call('post', '/v1/clock/advance').send({ by: 'P1D' });
  expect(moved.body).toMatchObject({ status: 409, code: 'not-a-sandbox' });
});

test('the process lives, and is ready as long as its stores answer', async () => {
  expect((await crest.knock('get', '/health/live')).body).toEqual({ status: 'ok' });
  expect((await crest.knock('get', '/health/ready')).body).toEqual({
    status: 'ok',
    roles: ['api', 'engine', 'collect', 'sink'],
    missing: [],
  });
});

test('a store that does not answer makes it unready, and says which', async () => {
  await crest.sql.end();
  const answer = await crest.knock('get', '/health/ready');
  expect(answer.body).toMatchObject({
    status: 503,
    code: 'store-silent',
    detail: 'No answer from postgres.',
  });
  expect((await crest.knock('get', '/health/live')).status).toBe(200);
});
