import { expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
await crest.call('put', '/v1/sequences/outreach').send(outreach);
await crest.call('post', '/v1/sequences/outreach/publish');
const enroll = (key: string, ...ids: string[]) =>
  crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .set('Idempotency-Key', key)
    .send({ enrollments: lines(...ids) });

test('a repeated call gets the first answer, byte for byte', async () => {
  const first = await enroll('k1', 'ada', 'grace');
  const again = await enroll('k1', 'ada', 'grace');
  expect(first.body.results).toMatchObject([{ accepted: true }, { accepted: true }]);
  expect(again.text).toBe(first.text);
  expect(again.status).toBe(first.status);
  expect(again.headers['content-type']).toBe(first.headers['content-type']);
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect(again.headers['idempotency-replayed']).toBe('true');
});

test('the same key with another body is refused', async () => {
  expect((await enroll('k1', 'edsger')).body).toMatchObject({ status: 409, code: 'idempotency-mismatch' });
});

test('the same key on another address is another key', async () => {
  const answer = await crest.call('post', '/v1/sequences/outreach/pause').set('Idempotency-Key', 'k1');
  expect(answer.body).toEqual({ key: 'outreach', state: 'paused' });
  await crest.call('post', '/v1/sequences/outreach/resume');
});

test('of calls that run at once one does the work; the others are told to wait or get its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => enroll('k2', 'barbara')));
  const done = answers.filter((answer) => answer.status === 200);
  expect(new Set(done.map((answer) => answer.text)).size).toBe(1);
  expect(done[0]?.body.results).toMatchObject([{ accepted: true }]);
  for (const answer of answers.filter((one) => one.status !== 200)) {
    expect(answer.body).toMatchObject({ status: 409, code: 'idempotency-running' });
    expect(answer.headers['retry-after']).toBe('1');
  }
});

test('a call that failed gives its key back', async () => {
  const failed = await crest
    .call('put', '/v1/sequences/second')
    .set('Idempotency-Key', 'k3')
    .send({ ...outreach, key: 'second', steps: [] });
  expect(failed.status).toBe(422);
  const right = await crest
    .call('put', '/v1/sequences/second')
    .set('Idempotency-Key', 'k3')
    .send({ ...outreach, key: 'second' });
  expect(right.status).toBe(200);
});

test('an answer is kept for a day', async () => {
  await crest.sql`update idempotency set created_at = created_at - interval '25 hours' where key = 'k1'`;
  const answer = await enroll('k1', 'edsger');
  expect(answer.body.results).toMatchObject([{ accepted: true }]);
});

test('a key that no header can carry safely is refused', async () => {
  for (const key of ['x'.repeat(256), 'two words']) {
    expect((await enroll(key, 'ada')).body).toMatchObject({ status: 400, code: 'idempotency-key-invalid' });
  }
});
