import { expect, test } from '@jest/globals';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, post, standing } = crest;

const answering = (id: string, messageId: string) =>
  `From: ${id}@example.com\r\nMessage-ID: <answer-of-${id}@x>\r\nSubject: Re: Hello\r\nIn-Reply-To: ${messageId}\r\n\r\nYes please.\r\n`;

/** One mail, as each provider hands it over. */
const doors: Readonly<Record<string, (id: string, messageId: string) => [type: string, body: string]>> = {
  mime: (id, messageId) => ['message/rfc822', answering(id, messageId)],
  sendgrid: (id, messageId) => [
    'multipart/form-data; boundary=x',
    `--x\r\nContent-Disposition: form-data; name="headers"\r\n\r\n${answering(id, messageId).split('\r\n\r\n')[0]}\r\n` +
      '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nYes please.\r\n--x--\r\n',
  ],
  postmark: (id, messageId) => [
    'application/json',
    JSON.stringify({ MessageID: 'm', RawEmail: answering(id, messageId) }),
  ],
  mailgun: (id, messageId) => [
    'application/x-www-form-urlencoded',
    new URLSearchParams({ 'body-mime': answering(id, messageId) }).toString(),
  ],
  ses: (id, messageId) => [
    'text/plain; charset=UTF-8',
    JSON.stringify({
      Type: 'Notification',
      Message: JSON.stringify({
        notificationType: 'Received',
        mail: { timestamp: '2026-01-05T08:30:00Z', source: `${id}@example.com`, messageId: 'm' },
        receipt: { action: { type: 'SNS', encoding: 'UTF8' } },
        content: answering(id, messageId),
      }),
    }),
  ],
};

for (const [provider, form] of Object.entries(doors)) {
  test(`a reply by ${provider} stops the sequence, and handed over again does nothing`, async () => {
    const { messageId } = await write(provider);
    const first = await post(provider, ...form(provider, messageId));
    expect([first.status, first.body.mails]).toMatchObject([200, [{ events: ['replied'], repeated: false }]]);
    const again = await post(provider, ...form(provider, messageId));
    expect([again.status, again.body.mails]).toMatchObject([200, [{ events: ['replied'], repeated: true }]]);
    // By another door, the same mail.
    const other = await post(
      'mime',
      'message/rfc822',
      `Received: by elsewhere\r\n${answering(provider, messageId)}`,
    );
    expect(other.body.mails).toMatchObject([{ repeated: true }]);
    expect(await standing(provider)).toBe('exited replied');
    const replies = (await crest.logged()).filter(
      ({ type, enrollmentNo }) => type === 'replied' && enrollmentNo,
    );
    expect(replies.filter(({ subjectKey }) => subjectKey === replies.at(-1)?.subjectKey)).toHaveLength(1);
  });
}

test('a call that was cut off behind the storing of a mail is taken up by the next one', async () => {
  const { messageId } = await write('cut');
  await post('mime', 'message/rfc822', answering('cut', messageId));
  await crest.sql`update incoming_mail set taken = false`;
  const again = await post('mime', 'message/rfc822', answering('cut', messageId));
  expect(again.body.mails).toMatchObject([{ events: ['replied'], repeated: false }]);
  const replies = (await crest.logged()).filter(
    ({ type, intentId }) => type === 'replied' && messageId.includes(String(intentId)),
  );
  expect(replies).toHaveLength(1);
});

test('without a key, or with a wrong one, nothing is taken in', async () => {
  const body = answering('x', '<y@z>');
  expect((await crest.knock('post', '/webhooks/inbound/mime').send(body)).status).toBe(401);
  const wrong = await crest.knock('post', '/webhooks/inbound/mime').auth('crest', 'wrong').send(body);
  expect([wrong.status, wrong.body.code]).toEqual([401, 'key-unknown']);
  const reader = await crest.makeScopedKey('read');
  const read = await crest.knock('post', '/webhooks/inbound/mime').auth(reader, '').send(body);
  expect([read.status, read.body.code]).toEqual([403, 'scope-missing']);
});

test('a key is taken as user name, as password and as bearer token', async () => {
  const { key } = crest;
  for (const [user, password] of [
    [key, ''],
    [key, 'x'],
    ['crest', key],
  ] as const) {
    const body = `From: a@b.example\r\nMessage-ID: <${user.length}${password.length}@x>\r\n\r\nHi`;
    const { status } = await crest
      .knock('post', '/webhooks/inbound/mime')
      .auth(user, password)
      .type('text/plain')
      .send(body);
    expect(status).toBe(200);
  }
  expect(
    (
      await crest
        .callAs(key, 'post', '/webhooks/inbound/mime')
        .type('text/plain')
        .send('From: a@b.example\r\n\r\nHi')
    ).status,
  ).toBe(200);
});

test.each([
  ['sendgrid', 'multipart/form-data; boundary=x', '--x\r\nContent-Dis', 'inbound-malformed', 400],
  ['sendgrid', 'text/plain', 'what', 'inbound-malformed', 400],
  ['postmark', 'application/json', '{"From":', 'inbound-malformed', 400],
  ['postmark', 'application/json', '', 'inbound-malformed', 400],
  ['mailgun', 'application/x-www-form-urlencoded', 'a=%', 'inbound-malformed', 400],
  ['ses', 'text/plain', '{"Type":"Notification","Message":"{}"}', 'inbound-malformed', 400],
  ['mime', 'message/rfc822', '\0\0\0', 'inbound-malformed', 400],
  ['pigeon', 'text/plain', 'coo', 'provider-unknown', 404],
])('what %s does not send is refused, with a reason: %s %j', async (provider, type, body, code, status) => {
  const answer = await post(provider, type, body);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.body.fix).toMatch(/\w/);
});

test('a mail of 10 MB is taken in, and of 50 refused', async () => {
  const head = 'From: big@nowhere.example\r\nMessage-ID: <big@x>\r\n\r\n';
  expect((await post('mime', 'message/rfc822', head + 'x'.repeat(10_000_000))).status).toBe(200);
  const [kept] = await crest.sql<{ bytes: number }[]>`select max(length(raw)) as bytes from incoming_mail`;
  expect(kept?.bytes).toBe(1024 * 1024);
  expect((await post('mime', 'message/rfc822', Buffer.alloc(50_000_000, 'x'))).status).toBe(413);
});

test('what is kept of a mail goes with the contact, by whatever door of it', async () => {
  const { messageId } = await write('erin');
  await post('mime', 'message/rfc822', answering('erin', messageId));
  await post(
    'mime',
    'message/rfc822',
    'From: stranger@x.example\r\nTo: Erin <ERIN@example.com>\r\nMessage-ID: <w@x>\r\n\r\nHello erin',
  );
  for (const [n, header] of ['Cc: b@x.example, erin@example.com', 'Reply-To: erin@example.com'].entries())
    await post('mime', 'message/rfc822', `From: c@x.example\r\n${header}\r\nMessage-ID: <w${n}@x>\r\n\r\nHi`);
  const named = 'From: "erin@example.com by way of a list" <list@x.example>\r\nMessage-ID: <w3@x>\r\n\r\nHi';
  await post('mime', 'message/rfc822', named);
  // Whoever answers or passes on a mail of hers quotes her.
  const quoting = 'On Monday Erin <Erin@Example.com> wrote:\r\n> Hi';
  await post('mime', 'message/rfc822', `From: d@x.example\r\nMessage-ID: <w4@x>\r\n\r\nLook:\r\n${quoting}`);
  const attached = `--b\r\n\r\nLook\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: erin@example.com\r\n\r\nHi\r\n--b--`;
  await post(
    'mime',
    'message/rfc822',
    `From: d@x.example\r\nMessage-ID: <w5@x>\r\nReceived: by x for erin@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${attached}`,
  );
  const naming = async () =>
    (await crest.sql`select from incoming_mail where position('erin' in lower(encode(raw, 'escape'))) > 0`)
      .length;
  expect(await naming()).toBe(7);
  await crest.erase('erin');
  expect(await naming()).toBe(0);
  const rows = await crest.sql<
    { kind: string }[]
  >`select kind from incoming_mail where raw is null and holders = '{}'`;
  expect(rows).toHaveLength(7);
});

test('mails are kept for 90 days, and what they were stays', async () => {
  const { messageId } = await write('old');
  await post('mime', 'message/rfc822', answering('old', messageId));
  await crest.advance('P91D');
  await post('mime', 'message/rfc822', 'From: a@b.example\r\nMessage-ID: <new@x>\r\n\r\nHi');
  const rows = await crest.sql<{ kind: string; confidence: string }[]>`
    select kind, confidence from incoming_mail where intent_id = ${messageId.slice(1, 37)} and raw is null`;
  expect(rows).toEqual([{ kind: 'human-reply', confidence: 'direct' }]);
});
