import { describe, expect, test } from '@jest/globals';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

/** A contact's answer, and whatever else comes with its Message-ID. */
const answer = (id: string, ...headers: string[]) => [
  ...[`From: ${id}@example.com`, `Message-ID: <answer-of-${id}@x>`, 'Subject: Re: Hello', ...headers],
  ...['', 'Yes please.'],
];
const repliesOf = async (intent: string) =>
  (await crest.logged()).filter(({ type, intentId }) => type === 'replied' && intentId === intent);

describe('whoever was copied in knows the Message-ID of an answer', () => {
  test('and hands over another mail with it first: the answer counts all the same', async () => {
    const { id, messageId } = await write('amy');
    await mail('From: mallory@evil.example', 'Message-ID: <answer-of-amy@x>', 'Subject: x', '', 'Hi');
    const real = answer('amy', `In-Reply-To: ${messageId}`);
    expect(await mail(...real)).toMatchObject({ confidence: 'direct', events: ['replied'], repeated: false });
    expect(await standing('amy')).toBe('exited replied');
    expect(await repliesOf(id)).toHaveLength(1);
  });

  test.each([
    ['as a note that nobody wrote', ['Auto-Submitted: auto-replied']],
    ['that answers nothing', ['X-Note: 1']],
    ['that fails the check of its sender', ['Authentication-Results: mx; dmarc=fail (p=REJECT)']],
  ])('in the name of its author, %s', async (what, headers) => {
    const id = `bea-${what.length}`;
    const { messageId } = await write(id);
    await mail(...answer(id, ...headers));
    const real = answer(id, `In-Reply-To: ${messageId}`);
    expect(await mail(...real)).toMatchObject({ confidence: 'direct', events: ['replied'], repeated: false });
    expect(await standing(id)).toBe('exited replied');
  });

  test('in the name of its author, about something else: what names no mail of ours is known by its subject', async () => {
    await write('bess');
    const about = (subject: string) => answer('bess').map((line) => line.replace('Re: Hello', subject));
    expect(await mail(...about('Something else'))).toMatchObject({ matchedBy: 'sender' });
    expect(await mail(...about('Re: Hello'))).toMatchObject({ repeated: false });
  });

  test('in the name of its author, of before the mail that it answers', async () => {
    await write('beth');
    const dated = (date: string) => answer('beth', `Date: ${date}`);
    expect(await mail(...dated('Thu, 01 Jan 2026 08:20:00 +0000'))).toMatchObject({ confidence: 'none' });
    const { now } = await crest.get('/v1/clock');
    expect(await mail(...dated(new Date(now).toUTCString()))).toMatchObject({
      ...{ confidence: 'inferred', repeated: false },
    });
    expect(await standing('beth')).toBe('exited replied');
  });

  test('as a mail without the token to unsubscribe', async () => {
    const { messageId, unsubscribeToken } = await write('cora');
    const headers = [`In-Reply-To: ${messageId}`, 'Auto-Submitted: auto-generated'];
    await mail(...answer('cora', ...headers));
    const real = answer('cora', ...headers).map((line) =>
      line.replace('Re: Hello', `unsubscribe ${unsubscribeToken}`),
    );
    expect(await mail(...real)).toMatchObject({ kind: 'unsubscribe', repeated: false });
    expect(await suppressed('cora')).toBe('unsubscribed');
  });

  test('in the name of its author, without the no that it says', async () => {
    const { messageId } = await write('cleo');
    const head = answer('cleo', `In-Reply-To: ${messageId}`).slice(0, -1);
    await mail(...head, 'Thanks.');
    expect(await suppressed('cleo')).toBeNull();
    expect(await mail(...head, 'Please unsubscribe me.')).toMatchObject({ repeated: false });
    expect(await suppressed('cleo')).toBe('unsubscribed');
  });

  test('a bounce about another does not hide the real one', async () => {
    const { messageId } = await write('dora');
    const report = (address: string, original: string) => [
      ...['From: MAILER-DAEMON@mx.example', 'Message-ID: <bounce@mx.example>', 'Subject: Undelivered'],
      ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', ''],
      ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
      ...[`Final-Recipient: rfc822; ${address}`, 'Action: failed', 'Status: 5.1.1', ''],
      ...['--b', 'Content-Type: message/rfc822', '', `Message-ID: ${original}`, '', 'Hi', '', '--b--'],
    ];
    await mail(...report('nobody@example.com', '<x@y>'));
    expect(await mail(...report('dora@example.com', messageId))).toMatchObject({ events: ['bounced'] });
    expect(await suppressed('dora')).toBe('bounced');
  });
});

test('a mail that comes again counts once, whatever was written on the way and however its text is packed', async () => {
  const { id, messageId } = await write('eva');
  const headers = [`In-Reply-To: ${messageId}`, `To: sales@example.org, crest@example.net`];
  expect(await mail(...answer('eva', ...headers))).toMatchObject({ repeated: false });
  const packed = ['Content-Type: text/html', 'Content-Transfer-Encoding: base64'];
  const html = Buffer.from('<p>Yes <b>please</b>.</p>').toString('base64');
  for (const again of [
    answer('eva', ...headers),
    [
      'Received: from a by b',
      'Delivered-To: sales@example.org',
      ...answer('eva', ...headers),
      '',
      'A footer.',
    ],
    [...answer('eva', ...headers, ...packed).slice(0, -1), html],
    answer('eva', ...headers).map((line) => line.replace('Message-ID: ', 'Message-Id:\r\n ')),
    answer('eva', ...headers).map((line) => line.replace('Re: ', '[EXTERNAL] Re: ')),
    ['Authentication-Results: mx; dmarc=fail (p=REJECT)', ...answer('eva', ...headers)],
  ])
    expect(await mail(...again)).toMatchObject({ events: ['replied'], repeated: true });
  expect(await repliesOf(id)).toHaveLength(1);
});

describe('a mail that an earlier version knew by its Message-ID alone', () => {
  const asBefore = async (id: string) => {
    const letter = await write(id);
    const real = answer(id, `In-Reply-To: ${letter.messageId}`);
    await mail(...real);
    await crest.sql`
      update incoming_mail set key = encode(sha256(convert_to(${`answer-of-${id}@x`}, 'utf8')), 'hex')
      where intent_id = ${letter.id}`;
    return { ...letter, real };
  };

  test('is known when the provider hands it over again, and another one with it is not taken for it', async () => {
    const { id, real } = await asBefore('fay');
    expect(await mail(...real)).toMatchObject({ repeated: true });
    expect(await repliesOf(id)).toHaveLength(1);
    expect(await mail(...answer('gwen'), '').then(() => mail(...real))).toMatchObject({ repeated: true });
    const other = ['From: x@y.example', 'Message-ID: <answer-of-fay@x>', '', 'Hi'];
    expect(await mail(...other)).toMatchObject({ repeated: false });
  });

  test('does not come back where it was erased', async () => {
    const { real } = await asBefore('hope');
    await crest.erase('hope');
    expect(await mail(...real)).toMatchObject({ repeated: true });
    expect(
      await crest.sql`select from incoming_mail where position('hope' in encode(raw, 'escape')) > 0`,
    ).toEqual([]);
  });
});
