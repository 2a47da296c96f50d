import { beforeAll, describe, expect, test } from '@jest/globals';
import { lines, outreach } from '../http/support/outreach.ts';
import { testCrest } from '../http/support/test-crest.ts';
import { crest } from './support/run-crest.ts';

const server = await testCrest();
await server.app.listen(0, '127.0.0.1');
const there = {
  environment: { CREST_URL: await server.app.getUrl(), CREST_KEY: await server.makeScopedKey('read') },
};
const contacts = Array.from({ length: 60 }, (_, i) => `c${i}`);

beforeAll(async () => {
  await server.call('put', '/v1/sequences/outreach').send(outreach);
  await server.call('post', '/v1/sequences/outreach/publish');
  await server.call('put', '/v1/sequences/idle').send({ ...outreach, key: 'idle' });
  await server.call('post', '/v1/sequences/idle/publish');
  await server.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines(...contacts) });
  await server.call('post', '/v1/clock/advance').send({ by: 'P4D' });
  // After the last mail of day 3, so that it has the replies.
  const events = contacts.slice(0, 40).map((contact) => {
    return { eventId: `reply-${contact}`, type: 'replied', contact, occurredAt: '2026-01-09T07:00:00Z' };
  });
  await server.call('post', '/v1/events').send({ events });
  await server.call('post', '/v1/clock/advance').send({ by: 'P20D' });
  await server.drain();
});

describe('read-outs on the command line', () => {
  test('the steps, as a table and as the server’s JSON', async () => {
    const { exit, out } = await crest(['report', 'steps', 'outreach'], there);
    expect(exit).toBe(0);
    expect(out).toMatch(/^intro +0 +60 +60 +0 +replied in 7 d +0\.00 % +0\.00 % - \d\.\d\d % +60$/m);
    expect(out).toMatch(/^last +3 +60 +60 +0 +replied in 7 d +66\.67 % +\d+\.\d\d % - \d+\.\d\d % +60$/m);
    const json = JSON.parse(
      (await crest(['report', 'steps', 'outreach', '--metric', 'clicked', '--json'], there)).out,
    );
    expect(json).toEqual((await server.call('get', '/v1/sequences/outreach/steps?metric=clicked')).body);
  });

  test('the steps and the peak of an earlier version', async () => {
    for (const report of ['steps', 'peak']) {
      const { out } = await crest(['report', report, 'outreach', '--version', '1', '--json'], there);
      expect(JSON.parse(out)).toMatchObject({ sequence: { version: 1 } });
      const none = await crest(['report', report, 'outreach', '--version', '7'], there);
      expect({ exit: none.exit, said: none.said }).toEqual({ exit: 1, said: expect.stringContaining('7') });
    }
  });

  test('a peak is exit 0, none and too few data are exit 3', async () => {
    const found = await crest(['report', 'peak', 'outreach'], there);
    expect(found).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^Replies peak at last.*\n\nstep +rate/),
    });
    const idle = await crest(['report', 'peak', 'idle', '--json'], there);
    expect({ exit: idle.exit, ...JSON.parse(idle.out) }).toMatchObject({
      exit: 3,
      verdict: 'not-enough-data',
    });
  });

  test('by direct attribution the replies that are guessed are left out, and it is said so', async () => {
    // Every reply named its contact alone.
    const direct = ['--attribution', 'direct'];
    const steps = await crest(['report', 'steps', 'outreach', ...direct], there);
    expect(steps.exit).toBe(0);
    expect(steps.out).toMatch(/^last +3 +60 +60 +0 +replied in 7 d +0\.00 % /m);
    expect(steps.out).toMatch(/\n\nOnly events that name their mail or task were counted\.\n$/);
    expect((await crest(['report', 'steps', 'outreach'], there)).out).not.toContain('Only events');
    const peak = await crest(['report', 'peak', 'outreach', ...direct], there);
    expect(peak).toMatchObject({
      exit: 3,
      out: expect.stringMatching(/^Not enough data .*Only events that name/),
    });
    for (const call of [
      ['report', 'peak', 'outreach'],
      ['experiment', 'results', 'outreach.intro'],
    ]) {
      const { out } = await crest([...call, ...direct, '--json'], there);
      expect(JSON.parse(out)).toMatchObject({ attribution: 'direct' });
    }
    const wrong = await crest(['report', 'steps', 'outreach', '--attribution', 'inferred'], there);
    expect(wrong).toMatchObject({ exit: 1, said: expect.stringContaining('all, direct') });
  });

  test('an experiment that is not decided is exit 3', async () => {
    const { exit, out } = await crest(['experiment', 'results', 'outreach.intro'], there);
    expect(exit).toBe(3);
    expect(out).toMatch(/^a +\d+ +\d+\.\d\d % .* 0\.\d{3}$/m);
  });

  test('what is wrong is said in the server’s words, whatever the key', async () => {
    const metric = await crest(['report', 'peak', 'outreach', '--metric', 'smiled'], there);
    expect(metric).toMatchObject({ exit: 1, said: expect.stringContaining('neither an event type nor') });
    expect(await crest(['report', 'steps', 'nobody'], there)).toMatchObject({ exit: 1, out: '' });
    for (const key of ['../idle', '..', 'a b', '%2e%2e', ''])
      expect(await crest(['report', 'steps', key], there)).toMatchObject({ exit: 2, out: '' });
  });
});
