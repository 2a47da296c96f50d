import { describe, expect, test } from '@jest/globals';
import { sessionCookie, signSession } from '../../apps/ingest/access/session.ts';
import { inboundCrest } from './inbound/support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, standing, suppressed, logged } = crest;
const press = async (id: string, answer: string) =>
  crest.call('post', `/v1/mailbox/${id}/answers`).send({ answer });

describe('an answer to a captured mail comes in as a mail does', () => {
  test('a reply is classified, found by the address it is sent to, and ends the sequence, once', async () => {
    const { id } = await write('ada');
    const { status, body } = await press(id, 'reply');
    expect([status, body]).toEqual([
      200,
      {
        ...{ kind: 'human-reply', reason: expect.any(String), confidence: 'direct', matchedBy: 'address' },
        ...{ events: ['replied'], repeated: false },
      },
    ]);
    expect(await standing('ada')).toBe('exited replied');
    expect((await logged()).at(-1)).toMatchObject({
      ...{ type: 'replied', intentId: id, attribution: 'direct', source: 'inbound' },
    });
    const count = (await logged()).length;
    expect((await press(id, 'reply')).body).toMatchObject({ events: ['replied'], repeated: true });
    expect(await logged()).toHaveLength(count);
    expect((await crest.read('ada')).mails).toMatchObject([{ kind: 'human-reply', touch: id }]);
  });

  test('a bounce is a report that gives the mail back: hard, proven, and it suppresses', async () => {
    const { id } = await write('bob');
    expect((await press(id, 'bounce')).body).toMatchObject({
      ...{ kind: 'bounce', confidence: 'direct', matchedBy: 'original', events: ['bounced'] },
    });
    expect([await standing('bob'), await suppressed('bob')]).toEqual(['exited bounced', 'bounced']);
    expect((await logged()).at(-1)).toMatchObject({ properties: { kind: 'hard', code: '5.1.1' } });
  });

  test('an unsubscribe is the mail that List-Unsubscribe asks for, and no reply', async () => {
    const { id } = await write('cyd');
    expect((await press(id, 'unsubscribe')).body).toMatchObject({
      ...{ kind: 'unsubscribe', confidence: 'direct', events: ['unsubscribed'] },
    });
    expect(await suppressed('cyd')).toBe('unsubscribed');
  });

  test('without the header to unsubscribe by it is a person who asks for it', async () => {
    const { id } = await write('dan');
    await crest.sql`update mail set headers = headers - 'List-Unsubscribe' where intent_id = ${id}`;
    expect((await press(id, 'unsubscribe')).body).toMatchObject({ events: ['replied', 'unsubscribed'] });
  });

  test('without a signed address it is found by the Message-ID that it answers', async () => {
    const { id } = await write('eve');
    await crest.sql`update mail set headers = headers - 'Reply-To' where intent_id = ${id}`;
    expect((await press(id, 'reply')).body).toMatchObject({ confidence: 'direct', matchedBy: 'in-reply-to' });
    expect(await standing('eve')).toBe('exited replied');
  });
});

test('a signed-in browser answers, from the pages of Crest only', async () => {
  const { id } = await write('fay');
  const { secret, workspaceId, id: installation } = crest.installation;
  const session = signSession(secret, { workspaceId, expiresAt: Date.now() + 60_000 });
  const from = (site: string) =>
    crest
      .knock('post', `/v1/mailbox/${id}/answers`)
      .set('cookie', `${sessionCookie(installation)}=${session}`)
      .set('sec-fetch-site', site)
      .send({ answer: 'reply' });
  expect((await from('cross-site')).status).toBe(403);
  expect((await from('same-origin')).body).toMatchObject({ events: ['replied'] });
});

test('an answer that is none, and a mail that is not there, are refused', async () => {
  const { id } = await write('gus');
  expect((await press(id, 'applause')).body).toMatchObject({ status: 400, code: 'input-invalid' });
  expect((await press('0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c', 'reply')).body).toMatchObject({
    ...{ status: 404, code: 'mail-not-found' },
  });
});
