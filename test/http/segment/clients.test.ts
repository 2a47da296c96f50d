import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { forgetfulFront } from '../../support/forgetful-front.ts';
import { outreach } from '../support/outreach.ts';
import { calledEvents } from '../support/segment-call.ts';
import { testCrest } from '../support/test-crest.ts';

const EVENTS = 60;
/** A batch of each client. */
const AT_ONCE = 6;

/**
 * Crest behind a port, at hand only after the first call has found its database away, with room for four batches and then
 * for ten calls a second, and behind a front that loses two of its answers.
 */
async function strained() {
  const crest = await testCrest({ gated: true, limits: { perSecond: 10, atOnce: 24, backlog: 10_000 } });
  await crest.call('put', '/v1/sequences/outreach').send({ ...outreach, goal: 'converted:trial-converted' });
  await crest.call('post', '/v1/sequences/outreach/publish');
  const writeKey = await crest.makeScopedKey('ingest');
  await crest.app.listen(0, '127.0.0.1');
  const { port } = crest.app.getHttpServer().address() as AddressInfo;
  const front = await forgetfulFront(`http://127.0.0.1:${port}`, {
    loses: [2, 5],
    onAnswer: async (status) => {
      if (status === 503) await crest.gate?.open();
    },
  });
  return { ...crest, front, writeKey };
}

const forSegment = await strained();
const forRudder = await strained();

const names = Array.from({ length: EVENTS }, (_, i) => (i % 10 === 0 ? 'Trial Converted' : `Event ${i}`));
const expected = names.map((name) => (name === 'Trial Converted' ? 'converted' : 'tracked')).sort();

async function expectAllOnce({ sql, front, call }: typeof forSegment) {
  expect(front.answered).toEqual(expect.arrayContaining([200, 429, 503]));
  expect(front.lost).toBe(2);
  const events = (await calledEvents(sql)).filter(({ name }) => !String(name).startsWith('viewed'));
  expect(events.map(({ type }) => type).sort()).toEqual(expected);
  const tracked = events.filter(({ type }) => type === 'tracked').map(({ name }) => name);
  expect(new Set(tracked).size).toBe(tracked.length);
  expect(await calledEvents(sql)).toHaveLength(EVENTS + 2);
  const { body } = await call('get', '/v1/contacts/ada');
  expect(body).toMatchObject({
    email: 'ada@example.com',
    attributes: { plan: 'trial', account: 'acct-7', company: 'Acme' },
    aliases: ['anon-1'],
  });
}

test('@segment/analytics-node, unchanged: nothing is lost and nothing double, through 429, 503 and lost answers', async () => {
  const { front, writeKey, gate } = forSegment;
  const client = new Analytics({ writeKey, host: front.origin, flushAt: AT_ONCE, flushInterval: 100 });
  const failures: unknown[] = [];
  client.on('error', (error) => failures.push(error));
  await gate?.shut();
  client.identify({ userId: 'ada', traits: { email: 'ada@example.com', plan: 'trial' } });
  client.group({ userId: 'ada', groupId: 'acct-7', traits: { name: 'Acme' } });
  client.page({ userId: 'ada', name: 'Pricing' });
  client.screen({ anonymousId: 'anon-1', name: 'Home' });
  client.alias({ userId: 'ada', previousId: 'anon-1' });
  for (const event of names) client.track({ userId: 'ada', event });
  await client.closeAndFlush();
  expect(failures).toEqual([]);
  await expectAllOnce(forSegment);
});

test('@rudderstack/rudder-sdk-node, unchanged: nothing is lost and nothing double, through 429, 503 and lost answers', async () => {
  const { front, writeKey, gate } = forRudder;
  const client = new RudderAnalytics(writeKey, {
    dataPlaneUrl: front.origin,
    flushAt: AT_ONCE,
    flushInterval: 100,
    logLevel: 'none',
    // It waits as it does by itself; that it tries three times at most is for a server that stays away.
    axiosRetryConfig: { retries: 20 },
  });
  await gate?.shut();
  const sent = (make: (done: (error?: Error) => void) => void) =>
    new Promise<void>((resolve, reject) => make((error) => (error ? reject(error) : resolve())));
  await Promise.all([
    sent((done) =>
      client.identify({ userId: 'ada', traits: { email: 'ada@example.com', plan: 'trial' } }, done),
    ),
    sent((done) => client.group({ userId: 'ada', groupId: 'acct-7', traits: { name: 'Acme' } }, done)),
    sent((done) => client.page({ userId: 'ada', name: 'Pricing' }, done)),
    sent((done) => client.screen({ anonymousId: 'anon-1', name: 'Home' }, done)),
    sent((done) => client.alias({ userId: 'ada', previousId: 'anon-1' }, done)),
    ...names.map((event) => sent((done) => client.track({ userId: 'ada', event }, done))),
  ]);
  await expectAllOnce(forRudder);
});
