import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Call, snsCall } from '../webhooks/support/providers.ts';
import { HOUR, TUESDAY, webhookCrest } from '../webhooks/support/webhook-crest.ts';

const crest = await webhookCrest(['ada', 'ben', 'cyd']);
const CONFIRM = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';

const answering = (id: string) =>
  `From: ${id}@example.com\r\nMessage-ID: <of-${id}@x>\r\nIn-Reply-To: ${crest.messageIdOf(id)}\r\n\r\nYes.\r\n`;
const hand = async (path: string, { type, headers, body }: Call) => {
  const answer = await crest.app.inject({
    ...{ method: 'POST', url: `/webhooks/inbound/${path}`, payload: body },
    headers: { ...headers, 'content-type': type },
  });
  const { code, mails } = answer.json<{ code?: string; mails?: { events: string[] }[] }>();
  return answer.statusCode === 200 ? mails?.map(({ events }) => events.join()) : [answer.statusCode, code];
};

const byMailgun = (
  id: string,
  { key = 'key-of-mailgun', at = TUESDAY, token = `token-${id}` } = {},
): Call => {
  const timestamp = String(at / 1000);
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
  const fields = { recipient: 'r@in.example', timestamp, token, signature, 'body-mime': answering(id) };
  const type = 'application/x-www-form-urlencoded';
  return { type, headers: {}, body: Buffer.from(new URLSearchParams(fields).toString()) };
};

test('Mailgun is let in by its signature, and no other call by an old one', async () => {
  expect(await hand('mailgun/mime', byMailgun('ada'))).toEqual(['replied']);
  expect(await hand('mailgun/mime', byMailgun('ada'))).toEqual(['replied']);
  const another = byMailgun('ben', { token: 'token-ada' });
  expect(await hand('mailgun', another)).toEqual([401, 'webhook-signature-wrong']);
  expect(await hand('mailgun', byMailgun('ben', { key: 'wrong' }))).toEqual([401, 'webhook-signature-wrong']);
  const old = byMailgun('ben', { at: TUESDAY - 48 * HOUR });
  expect(await hand('mailgun', old)).toEqual([401, 'webhook-untimely']);
  const unsigned = {
    ...byMailgun('ben'),
    body: Buffer.from(new URLSearchParams({ 'body-mime': answering('ben') }).toString()),
  };
  expect(await hand('mailgun', unsigned)).toEqual([401, 'webhook-signature-missing']);
  expect(await crest.logged('inbound')).toHaveLength(2);
});

test('Amazon is let in by its signature, and its topic is confirmed', async () => {
  const confirmation = {
    Type: 'SubscriptionConfirmation',
    Message: 'Confirm',
    Token: 't',
    SubscribeURL: CONFIRM,
  };
  expect(await hand('ses', snsCall(confirmation, TUESDAY))).toEqual([]);
  expect(crest.amazon.asked.at(-1)).toBe(CONFIRM);
  const notice = {
    ...{ notificationType: 'Received', content: answering('ben') },
    mail: { timestamp: '2026-01-06T07:30:00.000Z', source: 'ben@example.com', messageId: 'm' },
    receipt: { recipients: ['r@in.example'], action: { type: 'SNS', encoding: 'UTF8' } },
  };
  const call = snsCall({ Type: 'Notification', Message: JSON.stringify(notice) }, TUESDAY);
  const changed = { ...call, body: Buffer.from(call.body.toString().replace('Yes.', 'No!.')) };
  expect(await hand('ses', changed)).toEqual([401, 'webhook-signature-wrong']);
  expect(await hand('ses', call)).toEqual(['replied']);
  expect((await crest.logged('inbound')).at(-1)).toMatchObject({ occurredAt: '2026-01-06T07:30:00.000Z' });
});

test('a key does not make this server confirm a subscription that Amazon has not signed', async () => {
  const key = await crest.makeScopedKey('ingest');
  const body = Buffer.from(
    JSON.stringify({ Type: 'SubscriptionConfirmation', SubscribeURL: 'https://evil.example' }),
  );
  const headers = { authorization: `Bearer ${key}` };
  const before = crest.amazon.asked.length;
  expect(await hand('ses', { type: 'text/plain', headers, body })).toEqual([
    401,
    'webhook-signature-missing',
  ]);
  expect(crest.amazon.asked).toHaveLength(before);
});

test('Postmark is let in by the secret of its webhooks', async () => {
  const by = (password: string): Call => ({
    type: 'application/json',
    headers: { authorization: `Basic ${Buffer.from(`crest:${password}`).toString('base64')}` },
    body: Buffer.from(JSON.stringify({ RawEmail: answering('cyd'), MessageID: 'm' })),
  });
  expect(await hand('postmark', by('wrong-secret-for-it'))).toEqual([401, 'webhook-signature-wrong']);
  expect(await hand('postmark', by('a-secret-for-postmark'))).toEqual(['replied']);
});

test('a mail server needs a key, whatever is set up', async () => {
  const call = { type: 'message/rfc822', headers: {}, body: Buffer.from(answering('cyd')) };
  expect(await hand('mime', call)).toEqual([401, 'key-missing']);
});

test('a call that proves itself inside of its JSON is not read where it is longer than any of theirs', async () => {
  const body = Buffer.from(`[${'{},'.repeat(400_000)}1]`);
  for (const provider of ['ses', 'mailgun']) {
    const call = { type: 'application/json', headers: {}, body };
    expect(await hand(provider, call)).toEqual([413, 'body-too-large']);
    expect(await hand(`../${provider}`, call)).toEqual([413, 'body-too-large']);
  }
});
