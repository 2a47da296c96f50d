import { describe, expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';
import { calledEvents, segmentCalls } from '../support/segment-call.ts';

const crest = await outreachCrest();
const { post, batch } = segmentCalls(crest.app, await crest.makeScopedKey('ingest'));
const trial = {
  key: 'trial',
  name: 'Trial',
  goal: 'converted:trial-converted',
  steps: [
    { key: 'welcome', type: 'email', day: 0, purpose: 'onboard', subject: 'Welcome', body: 'Hello.' },
    {
      key: 'tips',
      type: 'email',
      day: 2,
      purpose: 'offer-resource',
      goal: 'converted:tips-read',
      subject: 'Tips',
      body: 'Some.',
    },
    { key: 'story', type: 'email', day: 4, purpose: 'social-proof', subject: 'A story', body: 'Once.' },
  ],
};
await crest.send('put', '/v1/sequences/trial', trial);
await crest.send('post', '/v1/sequences/trial/publish', {});
const enroll = async (...ids: string[]) =>
  crest.send('post', '/v1/sequences/trial/enrollments', {
    enrollments: ids.map((id) => ({ contact: { id, email: `${id}@example.com` } })),
  });
await enroll('ada', 'bob', 'cyd', 'dan', 'eve', 'fay');
await crest.enroll('gus');
await crest.advance('P5D');

let told = 0;
/** Sends one call and answers the event that it became. */
async function eventOf(call: object): Promise<Record<string, unknown>> {
  const messageId = `told-${told++}`;
  const before = new Set((await calledEvents(crest.sql)).map(({ eventId }) => eventId));
  const { body } = await batch({ type: 'track', messageId, ...call });
  expect(body).toMatchObject({ accepted: 1, rejected: [] });
  const [event, ...more] = (await calledEvents(crest.sql)).filter(
    ({ eventId, type }) => !before.has(eventId) && type !== 'exited',
  );
  expect(more).toEqual([]);
  return event ?? {};
}
const stateOf = async (id: string) => (await crest.read(id)).enrollments[0].state;

describe('a tracked event', () => {
  test('that is the goal of a published sequence is a conversion, and ends it', async () => {
    expect(await stateOf('ada')).toBe('finished');
    await enroll('hal');
    const event = await eventOf({
      userId: 'hal',
      event: 'Trial Converted',
      properties: { revenue: 49.9, currency: 'usd' },
    });
    expect(event).toMatchObject({
      type: 'converted',
      name: 'trial-converted',
      value: 49.9,
      currency: 'USD',
      source: 'segment',
    });
    expect(await stateOf('hal')).toBe('exited');
  });

  test('that is the goal of a step belongs to that step', async () => {
    expect(await eventOf({ userId: 'ada', event: 'Tips Read' })).toMatchObject({
      type: 'converted',
      name: 'tips-read',
      step: 'tips',
      attribution: 'inferred',
    });
  });

  test('of any other name is tracked, and ends nothing', async () => {
    await enroll('ian');
    expect(await eventOf({ userId: 'ian', event: 'Button Clicked' })).toMatchObject({
      type: 'tracked',
      name: 'button-clicked',
    });
    expect(await stateOf('ian')).toBe('active');
  });

  test('is a conversion once its name is registered as one', async () => {
    expect(await eventOf({ userId: 'bob', event: 'Invoice Paid' })).toMatchObject({ type: 'tracked' });
    await crest.send('put', '/v1/settings', { conversions: ['invoice-paid'] });
    expect(await eventOf({ userId: 'bob', event: 'Invoice Paid' })).toMatchObject({
      type: 'converted',
      name: 'invoice-paid',
    });
    const wrong = await crest.call('put', '/v1/settings').send({ conversions: ['Invoice Paid'] });
    expect(wrong.body).toMatchObject({ status: 400, problems: [{ path: 'conversions[0]' }] });
    expect((await crest.get('/v1/settings')).conversions).toEqual(['invoice-paid']);
  });

  test('of a sequence that is only a draft is no conversion', async () => {
    await crest.send('put', '/v1/sequences/draft', { ...trial, key: 'draft', goal: 'converted:drafted' });
    expect(await eventOf({ userId: 'bob', event: 'Drafted' })).toMatchObject({ type: 'tracked' });
  });

  test('that names a step of its contact belongs to that step, and one that names none to the last', async () => {
    expect(await eventOf({ userId: 'cyd', event: 'x', properties: { stepKey: 'welcome' } })).toMatchObject({
      step: 'welcome',
      attribution: 'inferred',
    });
    expect(await eventOf({ userId: 'cyd', event: 'x' })).toMatchObject({ step: 'story' });
    expect(await eventOf({ userId: 'cyd', event: 'x', properties: { stepKey: 'elsewhere' } })).toMatchObject({
      step: 'story',
    });
  });

  test('that came by a link of a sequence belongs to it', async () => {
    await enroll('gus');
    await crest.advance('PT1H');
    const from = (name: string) => eventOf({ userId: 'gus', event: 'x', context: { campaign: { name } } });
    expect(await from('outreach')).toMatchObject({ sequence: 'outreach' });
    expect(await from('trial')).toMatchObject({ sequence: 'trial' });
    expect(await from('spring-sale')).toMatchObject({ sequence: 'trial' });
  });

  test('that names a mail of somebody else’s is about its contact', async () => {
    const email_id = '0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c';
    expect(await eventOf({ userId: 'dan', event: 'Email Opened', properties: { email_id } })).toMatchObject({
      type: 'opened',
      step: 'story',
      attribution: 'inferred',
    });
  });

  test('that names its mail as the provider does belongs to that mail', async () => {
    await crest.sql`
      update touch t set provider_message_id = 'provider-7' from enrollment e join contact c on c.id = e.contact_id
      where t.enrollment_no = e.no and c.external_id = 'dan' and t.step = 'tips'`;
    for (const email_id of ['provider-7', '<provider-7>'])
      expect(await eventOf({ userId: 'dan', event: 'Email Opened', properties: { email_id } })).toMatchObject(
        {
          ...{ type: 'opened', step: 'tips', attribution: 'direct' },
        },
      );
  });

  test('that unsubscribes means it', async () => {
    await enroll('joe');
    expect(await eventOf({ userId: 'joe', event: 'Unsubscribed' })).toMatchObject({ type: 'unsubscribed' });
    expect((await crest.read('joe')).suppressions).toMatchObject([{ reason: 'unsubscribed' }]);
    expect(await stateOf('joe')).toBe('exited');
  });

  test('of somebody who is not known counts as an event of nobody here', async () => {
    expect(await eventOf({ anonymousId: 'anon-9', userId: undefined, event: 'x' })).toMatchObject({
      enrollmentNo: 0,
      attribution: 'none',
    });
  });

  test('carries no address, name or text, only what the workspace allows', async () => {
    const event = await eventOf({
      userId: 'eve',
      event: 'x',
      properties: { reason: 'price', email: 'eve@example.com', title: 'Private' },
    });
    expect(event.properties).toEqual({ reason: 'price' });
    expect(JSON.stringify(event)).not.toMatch(/eve@|Private/);
  });

  test('carries no address in its name or in what is allowed either', async () => {
    const properties = { reason: 'eve@example.com', category: 'paid' };
    const event = await eventOf({ userId: 'eve', event: 'Signed up eve@example.com', properties });
    expect(event).toMatchObject({ name: 'signed-up', properties: { category: 'paid' } });
    expect(await eventOf({ userId: 'eve', event: 'eve@example.com' })).toMatchObject({ name: 'unnamed' });
    const named = { eventId: 'named', type: 'tracked', name: 'eve@example.com', contact: 'eve' };
    const { now: occurredAt } = await crest.get('/v1/clock');
    const { rejected } = await crest.send('post', '/v1/events', { events: [{ ...named, occurredAt }] });
    expect(rejected).toMatchObject([{ index: 0, code: 'invalid-event' }]);
    expect(rejected[0].detail).not.toContain('eve@');
  });
});

test('pages and screens are tracked', async () => {
  expect(await eventOf({ type: 'page', userId: 'bob', name: 'Pricing' })).toMatchObject({
    type: 'tracked',
    name: 'viewed-pricing-page',
  });
  expect(await eventOf({ type: 'screen', userId: 'bob', name: 'Home' })).toMatchObject({
    type: 'tracked',
    name: 'viewed-home-screen',
  });
});

test('in a sandbox a client’s now is the clock’s, and what was before stays as long ago', async () => {
  const { now } = await crest.get('/v1/clock');
  const sentAt = '2031-05-05T12:00:00.000Z';
  const { body } = await post('/v1/batch', {
    sentAt,
    batch: [
      {
        type: 'track',
        userId: 'fay',
        event: 'An Hour Ago',
        messageId: 'hour',
        timestamp: '2031-05-05T11:00:00.000Z',
      },
    ],
  });
  expect(body).toMatchObject({ accepted: 1 });
  const event = (await calledEvents(crest.sql)).find(({ name }) => name === 'an-hour-ago');
  expect(event).toMatchObject({
    occurredAt: new Date(Date.parse(now) - 3_600_000).toISOString(),
    receivedAt: now,
  });
});

describe('identify', () => {
  test('makes a contact, and later says more of it', async () => {
    const first = { email: 'kim@example.com', timezone: 'Europe/Lisbon', firstName: 'Kim', plan: 'trial' };
    expect((await post('/v1/identify', { userId: 'kim', traits: first })).body).toMatchObject({
      accepted: 1,
    });
    await post('/v1/identify', { userId: 'kim', traits: { plan: 'pro', firstName: null } });
    expect(await crest.read('kim')).toMatchObject({
      email: 'kim@example.com',
      timezone: 'Europe/Lisbon',
      attributes: { plan: 'pro' },
    });
  });

  test('that comes again late does not undo what was said after it', async () => {
    const says = (plan: string, messageId: string) => ({
      type: 'identify',
      userId: 'lee',
      traits: { plan },
      messageId,
    });
    await batch(says('trial', 'lee-1'));
    await batch(says('pro', 'lee-2'));
    expect((await batch(says('trial', 'lee-1'))).body).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await crest.read('lee')).attributes).toEqual({ plan: 'pro' });
  });

  test('several times in a batch says all of it, the last word first', async () => {
    const says = (traits: object) => ({ type: 'identify', userId: 'mia', traits });
    expect((await batch(says({ a: 1, b: 1 }), says({ b: 2 }))).body).toMatchObject({ accepted: 2 });
    expect((await crest.read('mia')).attributes).toEqual({ a: 1, b: 2 });
  });

  test('leaves out what cannot be kept, and says so', async () => {
    const { body } = await post('/v1/identify', {
      userId: 'ned',
      traits: { email: 'a@b', timezone: 'Mars', plan: 'x' },
    });
    expect(body).toMatchObject({
      accepted: 1,
      remarks: [{ code: 'trait-not-kept' }, { code: 'trait-not-kept' }],
    });
    expect(await crest.read('ned')).toMatchObject({ email: null, attributes: { plan: 'x' } });
  });

  test('leaves out a trait that no template can name or no text may hold, and says so', async () => {
    const body =
      '{"userId":"pat","traits":{"__proto__":{"x":1},"constructor":"x","bio":"a\\ud83d","plan":"pro"}}';
    const answer = await post('/v1/identify', body);
    const codes = answer.body.remarks.map(({ code }: { code: string }) => code);
    expect([answer.body.accepted, codes]).toEqual([1, Array(3).fill('trait-not-kept')]);
    expect((await crest.read('pat')).attributes).toEqual({ plan: 'pro' });
  });
});

test('a group is the account of a contact, and of what it is called', async () => {
  await post('/v1/group', { userId: 'rob', groupId: 'acct-7', traits: { name: 'Acme' } });
  expect((await crest.read('rob')).attributes).toEqual({ account: 'acct-7', company: 'Acme' });
});

describe('alias', () => {
  test('makes a visitor and a user one contact, so that what either does is of one', async () => {
    await post('/v1/identify', { anonymousId: 'anon-1', traits: { plan: 'trial' } });
    await enroll('sue');
    expect((await post('/v1/alias', { userId: 'sue', previousId: 'anon-1' })).body).toMatchObject({
      accepted: 1,
    });
    expect(await crest.read('sue')).toMatchObject({
      id: 'sue',
      aliases: ['anon-1'],
      attributes: { plan: 'trial' },
    });
    expect(await eventOf({ anonymousId: 'anon-1', userId: undefined, event: 'x' })).toMatchObject({
      sequence: 'trial',
    });
  });

  test('holds for a visitor who was not known before', async () => {
    await post('/v1/alias', { userId: 'tom', previousId: 'anon-2' });
    expect((await crest.read('anon-2')).id).toBe('tom');
  });

  test('again changes nothing, and what contradicts it is refused', async () => {
    expect((await post('/v1/alias', { userId: 'tom', previousId: 'anon-2' })).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    const circle = await post('/v1/alias', { userId: 'anon-2', previousId: 'tom' });
    expect(circle.body).toMatchObject({ accepted: 0, duplicates: 1 });
    await post('/v1/identify', { userId: 'uma' });
    for (const call of [
      { userId: 'uma', previousId: 'anon-2' },
      { userId: 'uma', previousId: 'uma' },
    ])
      expect((await post('/v1/alias', call)).body).toMatchObject({
        accepted: 0,
        rejected: [{ code: 'contact-merge' }],
      });
  });

  test('of a batch is made before its events, so that they are of who goes on', async () => {
    const before = await calledEvents(crest.sql);
    await batch(
      { type: 'track', anonymousId: 'anon-3', event: 'Before' },
      { type: 'alias', userId: 'cyd', previousId: 'anon-3' },
    );
    const event = (await calledEvents(crest.sql)).find(({ name }) => name === 'before');
    expect(before.map(({ name }) => name)).not.toContain('before');
    expect(event).toMatchObject({ sequence: 'trial', step: 'story' });
  });
});

describe('the address', () => {
  test.each(['/v1/t', '/t', '/v1/track', '/any/path/v1/track', '/v1/track/', '/v1/track?x=1'])(
    '%s tracks',
    async (path) => {
      const { body } = await post(path, { userId: 'bob', event: 'By Address' });
      expect(body).toMatchObject({ success: true, accepted: 1 });
    },
  );

  test.each(['/v1/b', '/b', '/v1/import', '/v1/batch'])('%s takes a batch', async (path) => {
    const { body } = await post(path, { batch: [{ type: 'screen', userId: 'bob' }] });
    expect(body).toMatchObject({ success: true, accepted: 1 });
  });

  test('is one that pages of any site may call, and says so before and after', async () => {
    const asked = await crest.knock('options', '/v1/t').set({
      origin: 'https://shop.example',
      'access-control-request-headers': 'content-type,x-retry-count',
    });
    expect([asked.status, asked.headers['access-control-allow-headers']]).toEqual([
      204,
      'content-type,x-retry-count',
    ]);
    const answers = [
      asked,
      await post('/t', { userId: 'bob', event: 'x' }),
      await post('/t', '{', { origin: 'https://shop.example' }),
    ];
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    }
    expect((await crest.call('get', '/v1/contacts')).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
  });
});
