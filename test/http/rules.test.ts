import { expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();

async function publish(key: string, rules: object): Promise<void> {
  const saved = await crest.call('put', `/v1/sequences/${key}`).send({ ...outreach, ...rules, key });
  expect([saved.status, saved.body.problems]).toEqual([200, undefined]);
  expect((await crest.call('post', `/v1/sequences/${key}/publish`)).status).toBe(200);
}

async function enroll(key: string, id: string): Promise<string> {
  const answer = await crest
    .call('post', `/v1/sequences/${key}/enrollments`)
    .send({ enrollments: lines(id) });
  expect(answer.body.results).toMatchObject([{ accepted: true }]);
  return answer.body.results[0].enrollmentId;
}

const read = async (id: string) => (await crest.call('get', `/v1/enrollments/${id}`)).body;
const advance = (by: string) => crest.call('post', '/v1/clock/advance').send({ by });

test('an enrollment says which sequence it waits for, and since when', async () => {
  await publish('first', { conflict: { policy: 'wait' } });
  await publish('second', { conflict: { policy: 'wait' } });
  const first = await enroll('first', 'ada');
  const second = await enroll('second', 'ada');
  await advance('PT1H');
  expect((await read(first)).waitingFor).toBeNull();
  expect(await read(second)).toMatchObject({
    state: 'active',
    dueAt: null,
    waitingFor: { kind: 'turn', sequence: 'first', since: '2026-01-05T08:00:00.000Z' },
  });
  expect((await crest.call('post', `/v1/enrollments/${first}/exit`).send({})).status).toBe(200);
  await advance('PT1H');
  expect((await read(second)).waitingFor).toBeNull();
});

test('an enrollment says which mail a mailbox or a cap keeps back, and until when', async () => {
  const rules = { address: 'eve@example.com', dailyCap: 1 };
  expect((await crest.call('put', '/v1/mailboxes/eve').send(rules)).status).toBe(200);
  await publish('mailed', { mailboxes: ['eve'] });
  const [bob, kim] = [await enroll('mailed', 'bob'), await enroll('mailed', 'kim')];
  await advance('PT1H');
  expect((await read(bob)).waitingFor).toBeNull();
  expect((await read(kim)).waitingFor).toMatchObject({ kind: 'mail', step: 'intro', mailbox: 'eve' });
  expect((await crest.call('get', '/v1/mailboxes/eve')).body).toMatchObject({
    sentToday: 1,
    freeAt: '2026-01-06T00:00:00.000Z',
  });

  const caps = [{ max: 1, per: '2d' }];
  expect((await crest.call('put', '/v1/settings').send({ caps })).status).toBe(200);
  await publish('capped', {});
  const again = await enroll('capped', 'bob');
  await advance('PT1H');
  expect((await read(again)).waitingFor).toMatchObject({ kind: 'mail', step: 'intro', mailbox: null });
  await advance('P4D');
  expect((await read(kim)).waitingFor).toBeNull();
});
