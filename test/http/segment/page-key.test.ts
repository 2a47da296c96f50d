import { describe, expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';
import { calledEvents, segmentCalls } from '../support/segment-call.ts';

const crest = await outreachCrest();
const pageKey = await crest.makeScopedKey('page');
const { batch } = segmentCalls(crest.app, pageKey);
const { enroll, read } = crest;
await enroll('ada', 'bob');
await crest.advance('PT1H');

const standing = async (id: string) => {
  const { suppressed, enrollments } = await read(id);
  return [suppressed, enrollments[0].state];
};

describe('the key of a page, which everybody who looks at the page has', () => {
  test.each([
    'Unsubscribed',
    'Email Unsubscribed',
    'Email Bounced',
    'Email Marked as Spam',
    'Email Opened',
    'Email Link Clicked',
    'Email Delivered',
  ])('does not say %s of anybody', async (event) => {
    const answer = await batch({ type: 'track', messageId: `said-${event}`, userId: 'ada', event });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        accepted: 0,
        rejected: [
          {
            index: 0,
            code: 'not-from-a-page',
            detail: expect.any(String),
            fix: expect.stringContaining('ingest'),
          },
        ],
      },
    });
    expect(await standing('ada')).toEqual([null, 'active']);
    expect((await calledEvents(crest.sql)).map(({ type }) => type)).not.toContain('unsubscribed');
  });

  test('makes no two people one, and says of nobody whose account he is of', async () => {
    const calls = [
      { type: 'alias', previousId: 'ada', userId: 'mallory' },
      { type: 'group', userId: 'ada', groupId: 'evil-corp' },
    ];
    const { body } = await batch(...calls);
    expect(body).toMatchObject({
      accepted: 0,
      rejected: [{ code: 'not-from-a-page' }, { code: 'not-from-a-page' }],
    });
    const told = await batch({
      type: 'identify',
      userId: 'ada',
      traits: { account: 'evil-corp', plan: 'pro' },
    });
    expect(told.body).toMatchObject({ accepted: 1, remarks: [{ code: 'trait-not-kept' }] });
    const { attributes } = await read('ada');
    expect(attributes).toMatchObject({ plan: 'pro' });
    expect(attributes).not.toHaveProperty('account');
    expect((await read('mallory')).status).toBe(404);
  });

  test('changes and removes no address of a contact that has one, and gives one to a contact that has none', async () => {
    for (const email of ['mallory@example.com', null]) {
      const { body } = await batch({ type: 'identify', userId: 'ada', traits: { email, title: 'Dr' } });
      expect(body).toMatchObject({ accepted: 1, rejected: [], remarks: [] });
    }
    expect(await read('ada')).toMatchObject({ email: 'ada@example.com', attributes: { title: 'Dr' } });
    await crest.save({ id: 'unknown' });
    for (const id of ['unknown', 'new'])
      await batch({ type: 'identify', userId: id, traits: { email: `${id}@example.com` } });
    expect(await read('unknown')).toMatchObject({ email: 'unknown@example.com' });
    expect(await read('new')).toMatchObject({ email: 'new@example.com' });
    // A mail goes on to where it went: the key of the address has not changed either.
    await crest.send('post', '/v1/suppressions', { suppressions: [{ email: 'ada@example.com' }] });
    expect((await read('ada')).suppressed).toBe('manual');
  });

  test('changes no address that a server gives to the contact at the same moment', async () => {
    await crest.save({ id: 'racer' });
    const [told] = await crest.sql.begin(async (tx) => {
      await tx`update contact set email = 'racer@example.com' where external_id = 'racer'`;
      const telling = batch({ type: 'identify', userId: 'racer', traits: { email: 'mallory@example.com' } });
      // Until the call waits for the row.
      for (let waiting = 0; waiting === 0; ) {
        const [row] = await crest.sql<{ count: number }[]>`
          select count(*)::int as count from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        waiting = row?.count ?? 0;
      }
      return [telling];
    });
    expect((await told)?.body).toMatchObject({ accepted: 1 });
    expect(await read('racer')).toMatchObject({ email: 'racer@example.com' });
  });

  test('says what a contact did, and the touch is found by the contact, whatever mail or enrollment it names', async () => {
    const { mail } = await crest.get('/v1/mailbox?to=bob@');
    const { body } = await batch(
      { type: 'track', userId: 'bob', event: 'Trial Started', properties: { touch: mail[0].id } },
      { type: 'page', userId: 'bob', name: 'Pricing', context: { enrollmentId: mail[0].enrollmentId } },
      {
        type: 'screen',
        userId: 'bob',
        name: 'Home',
        properties: { messageId: '<of-a-provider@example.com>' },
      },
      { type: 'track', userId: 'bob', event: 'Read', properties: { sequence: 'outreach', step: 'intro' } },
    );
    expect(body).toMatchObject({ accepted: 4, rejected: [] });
    expect(body.remarks.map(({ index, code }: Record<string, unknown>) => [index, code])).toEqual([
      [0, 'place-not-kept'],
      [1, 'place-not-kept'],
      [2, 'place-not-kept'],
    ]);
    const events = (await calledEvents(crest.sql)).filter(({ type }) => type === 'tracked');
    expect(events.map(({ attribution }) => attribution)).not.toContain('direct');
    expect(events).toHaveLength(4);
  });

  test('opens nothing else: no events of our own form, no mail that comes in, nothing to read or to write', async () => {
    const asPage = async (method: 'get' | 'post', path: string, body?: object) =>
      (await crest.callAs(pageKey, method, path).send(body)).status;
    const event = { eventId: 'x', type: 'unsubscribed', contact: 'ada', occurredAt: '2026-01-05T08:00:00Z' };
    expect([
      await asPage('post', '/v1/events', { events: [event] }),
      await asPage('post', '/v1/contacts', { contacts: [{ id: 'ada', email: 'x@example.com' }] }),
      await asPage('post', '/webhooks/inbound/mime', {}),
      await asPage('get', '/v1/contacts/ada'),
      await asPage('get', '/v1/sequences'),
    ]).toEqual([403, 403, 403, 403, 403]);
  });
});

test('a key with the scope ingest may say all of it: it stays on servers', async () => {
  const server = segmentCalls(crest.app, await crest.makeScopedKey('ingest'));
  const { body } = await server.batch({ type: 'track', userId: 'bob', event: 'Unsubscribed' });
  expect(body).toMatchObject({ accepted: 1, rejected: [] });
  expect(await standing('bob')).toEqual(['unsubscribed', 'exited']);
});

test('a key with neither scope is refused', async () => {
  const reader = segmentCalls(crest.app, await crest.makeScopedKey('read'));
  const answer = await reader.batch({ type: 'track', userId: 'bob', event: 'Seen' });
  expect(answer).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
});
