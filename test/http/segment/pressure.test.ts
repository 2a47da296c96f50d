import { describe, expect, test } from '@jest/globals';
import { countPending } from '#storage';
import { Pressure } from '../../../apps/ingest/segment/pressure.ts';
import { TokenBuckets } from '../../../apps/ingest/segment/token-bucket.ts';
import { calledEvents, segmentCalls } from '../support/segment-call.ts';
import { testCrest } from '../support/test-crest.ts';

const track = { type: 'track', userId: 'ada', event: 'x' };
const slow = await testCrest({ limits: { perSecond: 0.01, atOnce: 3, backlog: 1_000 } });
const full = await testCrest({ limits: { perSecond: 100, atOnce: 100, backlog: 2 } });
const away = await testCrest({ gated: true });

describe('a sender', () => {
  const buckets = new TokenBuckets({ perSecond: 10, atOnce: 100 });

  test('may send so much at once, then so much a second', () => {
    expect(buckets.take('a', 100, 0)).toBe(0);
    expect(buckets.take('a', 1, 0)).toBe(100);
    expect(buckets.take('a', 1, 50)).toBe(50);
    expect(buckets.take('a', 1, 100)).toBe(0);
    expect(buckets.take('a', 20, 1100)).toBe(1000);
    expect(buckets.take('b', 100, 1100)).toBe(0);
  });

  test('of more than may ever be sent at once waits for all of it, and makes up for the rest', () => {
    expect(buckets.take('c', 250, 0)).toBe(0);
    expect(buckets.take('c', 1, 10_000)).toBe(5_100);
    expect(buckets.take('c', 250, 20_000)).toBe(5_000);
    expect(buckets.take('c', 250, 25_000)).toBe(0);
  });
});

test('the backlog is looked at once a second, by however many', async () => {
  let looked = 0;
  let pending = 5;
  const pressure = new Pressure({ perSecond: 1, atOnce: 9, backlog: 5 }, async () => {
    looked++;
    return pending;
  });
  const wait = { reason: 'backlog', seconds: 10 };
  expect(await Promise.all([pressure.waitFor('a', 1, 0), pressure.waitFor('b', 1, 0)])).toEqual([wait, wait]);
  pending = 4;
  expect(await pressure.waitFor('a', 1, 999)).toEqual(wait);
  expect(looked).toBe(1);
  expect(await pressure.waitFor('a', 1, 1000)).toBeNull();
  expect(looked).toBe(2);
});

test('who sends more than a key may is told when to send it again, and nothing of it is stored', async () => {
  const crest = slow;
  const { batch } = segmentCalls(crest.app, await crest.makeScopedKey('ingest'));
  const other = segmentCalls(crest.app, await crest.makeScopedKey('ingest'));
  expect((await batch(track, track)).status).toBe(200);
  const { status, body, headers } = await batch(track, track);
  expect([status, body.code]).toEqual([429, 'too-many-calls']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(90);
  expect(await calledEvents(crest.sql)).toHaveLength(2);
  expect((await batch(track)).status).toBe(200);
  expect((await other.batch(track)).status).toBe(200);
});

test('while too much waits to be carried to ClickHouse, everybody is to wait', async () => {
  const crest = full;
  const events = ['a', 'b'].map((eventId) => ({
    ...{ eventId, type: 'tracked', contact: 'ada', occurredAt: '2026-01-05T07:00:00Z' },
  }));
  const sent = await crest.call('post', '/v1/events').send({ events });
  expect(sent.body.accepted).toBe(2);
  const { batch } = segmentCalls(crest.app, await crest.makeScopedKey('ingest'));
  const { status, headers } = await batch(track);
  expect([status, headers['retry-after']]).toEqual([429, '10']);

  const pending = () => countPending(crest.sql, crest.logId);
  expect(await pending()).toBe(2);
  await crest.drain();
  expect(await pending()).toBe(0);
});

test('while PostgreSQL is away a call is to be sent again, and then it lands once', async () => {
  const crest = away;
  const { batch } = segmentCalls(crest.app, await crest.makeScopedKey('ingest'));
  const call = { ...track, messageId: 'once' };
  await crest.gate?.shut();
  for (let i = 0; i < 3; i++) {
    const { status, body, headers } = await batch(call);
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'store-silent', '5']);
  }
  await crest.gate?.open();
  expect((await batch(call)).body).toMatchObject({ accepted: 1 });
  expect((await batch(call)).body).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await calledEvents(crest.sql)).toHaveLength(1);
});
