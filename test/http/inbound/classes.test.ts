import { describe, expect, test } from '@jest/globals';
import { inboundCrest, type Letter, REPLY_DOMAIN } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

const reply = (from: string, letter: Letter, ...rest: string[]) => [
  `From: ${from}`,
  `Message-ID: <answer-${letter.id}-${from.length}@home.example>`,
  'Subject: Re: Hello',
  `In-Reply-To: ${letter.messageId}`,
  ...(rest.length > 0 ? rest : ['', 'Yes, gladly. Call me tomorrow.']),
];

const bounce = (letter: Letter, status: string, diagnostic: string, action = 'failed') => [
  'Return-Path: <>',
  'From: Mail Delivery System <mailer-daemon@mx.example>',
  `Message-ID: <bounce-${letter.id}-${status}-${action}@mx.example>`,
  'Subject: Undelivered Mail Returned to Sender',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  ...[
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry to inform you that your mail could not be delivered.',
    '',
  ],
  ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
  ...['Final-Recipient: rfc822; someone@example.com', `Action: ${action}`, `Status: ${status}`],
  ...[`Diagnostic-Code: smtp; ${diagnostic}`, ''],
  ...[
    '--b',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: ${letter.messageId}`,
    'Subject: Hello',
    '',
    'Hi',
    '--b--',
    '',
  ],
];

describe('what comes in is taken for what it is', () => {
  test('a reply of a person stops the sequence, and is the reply to the mail that it answers', async () => {
    const letter = await write('ada');
    expect(await mail(...reply('ada@example.com', letter))).toMatchObject({
      ...{ kind: 'human-reply', confidence: 'direct', matchedBy: 'in-reply-to', events: ['replied'] },
    });
    expect(await standing('ada')).toBe('exited replied');
    expect((await crest.logged()).at(-1)).toMatchObject({
      ...{ type: 'replied', intentId: letter.id, attribution: 'direct', step: 'intro' },
      properties: { reason: 'in-reply-to' },
    });
  });

  test('a reply of somebody else to whom it was passed on is its reply, too, and says so', async () => {
    const letter = await write('boss');
    await mail(...reply('assistant@example.com', letter));
    expect(await standing('boss')).toBe('exited replied');
    expect((await crest.logged()).at(-1)).toMatchObject({ properties: { category: 'other-sender' } });
  });

  test('an automatic reply never stops a sequence', async () => {
    const letter = await write('away');
    const lines = ['Auto-Submitted: auto-replied', '', 'I am out of the office until 2026-01-20.'];
    expect(await mail(...reply('away@example.com', letter, ...lines))).toMatchObject({
      events: ['auto-replied'],
    });
    expect(await standing('away')).toBe('active');
  });

  test('a hard bounce ends it and suppresses, though it answers the mail like a reply does', async () => {
    const letter = await write('gone');
    const [head, from, ...lines] = bounce(letter, '5.1.1', '550 5.1.1 User unknown');
    const taken = await mail(
      head ?? '',
      from ?? '',
      `In-Reply-To: ${letter.messageId}`,
      'Auto-Submitted: auto-replied',
      ...lines,
    );
    expect(taken).toMatchObject({ kind: 'bounce', confidence: 'direct', events: ['bounced'] });
    expect(await standing('gone')).toBe('exited bounced');
    expect(await suppressed('gone')).toBe('bounced');
    expect((await crest.logged()).at(-1)).toMatchObject({ properties: { kind: 'hard', code: '5.1.1' } });
  });

  test('a soft bounce ends nothing', async () => {
    const letter = await write('full');
    expect(await mail(...bounce(letter, '4.2.2', '452 4.2.2 Mailbox full'))).toMatchObject({
      matchedBy: 'original',
      events: ['bounced'],
    });
    expect([await standing('full'), await suppressed('full')]).toEqual(['active', null]);
  });

  test('the news that a mail takes longer, or has arrived, ends nothing', async () => {
    const letter = await write('slow');
    expect(await mail(...bounce(letter, '4.4.7', '451 4.4.7 busy', 'delayed'))).toMatchObject({
      events: ['deferred'],
    });
    expect(await mail(...bounce(letter, '2.0.0', '250 ok', 'delivered'))).toMatchObject({
      events: ['delivered'],
    });
    expect(await standing('slow')).toBe('active');
  });

  test('a bounce that was told before by another door is not told twice', async () => {
    const letter = await write('twice');
    const event = {
      eventId: 'webhook',
      type: 'bounced',
      touch: letter.id,
      occurredAt: '2026-01-05T08:00:00Z',
      properties: { kind: 'hard' },
    };
    await crest.send('post', '/v1/events', { events: [event] });
    expect(await mail(...bounce(letter, '5.1.1', '550 5.1.1 User unknown'))).toMatchObject({
      kind: 'bounce',
      events: [],
    });
  });

  test('a bounce that another door tells afterwards changes nothing more', async () => {
    const letter = await write('again');
    await mail(...bounce(letter, '5.1.1', '550 5.1.1 User unknown'));
    const counted = async () => {
      await crest.drain();
      return (await crest.get('/v1/sequences/outreach/steps')).steps[0].bounced;
    };
    const before = [await counted(), await standing('again'), (await crest.read('again')).suppressions];
    const event = {
      ...{ eventId: 'later', type: 'bounced', touch: letter.id, properties: { kind: 'hard' } },
      occurredAt: '2026-01-05T08:00:00Z',
    };
    expect(await crest.send('post', '/v1/events', { events: [event] })).toMatchObject({ accepted: 1 });
    expect([await counted(), await standing('again'), (await crest.read('again')).suppressions]).toEqual(
      before,
    );
  });

  test('a complaint ends it and suppresses', async () => {
    const letter = await write('cross');
    const taken = await mail(
      ...['From: <complaints@isp.example>', 'Message-ID: <arf@isp.example>', 'Subject: FW: Hello'],
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
      ...['', '--b', 'Content-Type: text/plain', '', 'This is an email abuse report.', ''],
      ...[
        '--b',
        'Content-Type: message/feedback-report',
        '',
        'Feedback-Type: abuse',
        'User-Agent: Isp/1',
        'Version: 1',
        '',
      ],
      ...[
        '--b',
        'Content-Type: message/rfc822',
        '',
        `Message-ID: ${letter.messageId}`,
        'To: cross@example.com',
        '',
        'Hi',
        '--b--',
        '',
      ],
    );
    expect(taken).toMatchObject({ kind: 'complaint', confidence: 'direct', events: ['complained'] });
    expect(await standing('cross')).toBe('exited complained');
    expect(await suppressed('cross')).toBe('complained');
  });

  test('a person who asks not to be written to again has replied, and is suppressed', async () => {
    const letter = await write('enough');
    const taken = await mail(
      ...reply('enough@example.com', letter, '', 'Please unsubscribe me from this list.'),
    );
    expect(taken).toMatchObject({ kind: 'human-reply', events: ['replied', 'unsubscribed'] });
    expect(await suppressed('enough')).toBe('unsubscribed');
  });

  test('a mail as List-Unsubscribe asks for it unsubscribes, and is no reply', async () => {
    const letter = await write('leaver');
    const taken = await mail(
      'From: leaver@example.com',
      'Message-ID: <l@x>',
      `Subject: unsubscribe ${letter.unsubscribeToken}`,
      '',
      '',
    );
    expect(taken).toMatchObject({ kind: 'unsubscribe', confidence: 'direct', events: ['unsubscribed'] });
    expect(await suppressed('leaver')).toBe('unsubscribed');
  });
});

test('a contact shows what came in from it, and not a word of it', async () => {
  const letter = await write('shown');
  await mail(...reply('shown@example.com', letter));
  const contact = await crest.read('shown');
  expect(contact.mails).toEqual([
    {
      ...{
        receivedAt: expect.stringMatching(/^2026-01-05T/),
        kind: 'human-reply',
        reason: expect.any(String),
      },
      ...{
        confidence: 'direct',
        matchedBy: 'in-reply-to',
        touch: letter.id,
        step: 'intro',
        events: ['replied'],
      },
    },
  ]);
  expect(JSON.stringify(contact)).not.toContain('gladly');
});

describe('a mail finds what it is about', () => {
  test('by the address that it was sent to, whatever else stands in it', async () => {
    const letter = await write('signed');
    const other = await write('other');
    expect(letter.replyTo).toMatch(/^r\+[a-z2-7]{52}@reply\.crest\.example$/);
    const taken = await mail(
      `Delivered-To: ${letter.replyTo.toUpperCase()}`,
      ...reply('signed@example.com', other),
    );
    expect(taken).toMatchObject({ confidence: 'direct', matchedBy: 'address' });
    expect([await standing('signed'), await standing('other')]).toEqual(['exited replied', 'active']);
  });

  test('and an address with one letter changed names nothing', async () => {
    const { replyTo } = await write('flipped');
    const changed = replyTo.replace(/^(r\+.)(.)/, (_, start, letter) => start + (letter === 'a' ? 'b' : 'a'));
    const taken = await mail(
      `To: ${changed}`,
      'From: stranger@nowhere.example',
      'Message-ID: <f@x>',
      'Subject: Hi',
      '',
      'Hi',
    );
    expect(taken).toMatchObject({ confidence: 'none', matchedBy: null, events: [] });
    expect(await standing('flipped')).toBe('active');
  });

  test('by the newest of its references that is ours', async () => {
    const [older, newer] = [await write('older'), await write('newer')];
    const taken = await mail(
      ...[
        'From: newer@example.com',
        'Message-ID: <r@x>',
        'Subject: Re: Hello',
        'In-Reply-To: <theirs@example.com>',
      ],
      ...[`References: ${older.messageId} ${newer.messageId} <theirs@example.com>`, '', 'Fine with me.'],
    );
    expect(taken).toMatchObject({ confidence: 'direct', matchedBy: 'references' });
    expect([await standing('older'), await standing('newer')]).toEqual(['active', 'exited replied']);
  });

  test('by what the provider called it', async () => {
    const letter = await write('renamed');
    await crest.sql`update touch set provider_message_id = '0102-abc' where intent_id = ${letter.id}`;
    const lines = [
      'From: renamed@example.com',
      'Message-ID: <p@x>',
      'Subject: Re: Hello',
      'In-Reply-To: <0102-abc@eu-central-1.amazonses.com>',
    ];
    expect(await mail(...lines, '', 'Good idea, when?')).toMatchObject({
      confidence: 'direct',
      matchedBy: 'in-reply-to',
    });
  });

  test('by its subject and its sender, and then says that this is a guess', async () => {
    await write('subject');
    const taken = await mail(
      'From: Sub Ject <SUBJECT@example.com>',
      'Message-ID: <s@x>',
      'Subject: AW: A question, First subject',
      '',
      'Yes?',
    );
    const guess = await mail(
      'From: subject@example.com',
      'Message-ID: <s2@x>',
      'Subject: Lunch',
      '',
      'When?',
    );
    expect([taken.matchedBy, guess.matchedBy].includes('sender')).toBe(true);
    expect([taken.confidence, guess.confidence]).toEqual(['inferred', 'inferred']);
    expect((await crest.logged()).at(-1)).toMatchObject({
      type: 'replied',
      attribution: 'inferred',
      step: 'intro',
    });
  });

  test('of a known contact without any mail of ours it is kept as an event of nobody’s touch', async () => {
    await crest.save({ id: 'quiet', email: 'quiet@example.com' });
    await crest.advance('PT1M');
    await mail('From: quiet@example.com', 'Message-ID: <q@x>', 'Subject: Hello', '', 'Hello there');
    expect((await crest.logged()).at(-1)).toMatchObject({
      type: 'replied',
      attribution: 'none',
      intentId: null,
    });
  });

  test('a report about an address that nothing went to suppresses nobody', async () => {
    await crest.save({ id: 'unwritten', email: 'unwritten@example.com' });
    await crest.advance('PT1M');
    const report = (type: string, ...fields: string[]) =>
      mail(
        ...['From: MAILER-DAEMON@mx.example', `Message-ID: <about-unwritten-${type}@mx.example>`],
        ...['Subject: Undelivered', `Content-Type: multipart/report; report-type=${type}; boundary=b`, ''],
        ...['--b', `Content-Type: message/${type}`, '', ...fields, '', '--b--'],
      );
    const to = 'Final-Recipient: rfc822; unwritten@example.com';
    expect([
      await report(
        'delivery-status',
        'Reporting-MTA: dns; mx.example',
        '',
        to,
        'Action: failed',
        'Status: 5.1.1',
      ),
      await report('feedback-report', 'Feedback-Type: abuse', 'User-Agent: x', 'Version: 1', to),
    ]).toMatchObject([
      { kind: 'bounce', confidence: 'none', events: [] },
      { kind: 'complaint', confidence: 'none', events: [] },
    ]);
    expect(await crest.suppressed('unwritten')).toBeNull();
  });

  test('a colleague of the sender who is copied in is no reply of the contact', async () => {
    const letter = await write('copied');
    expect(await mail(...reply('colleague@localhost', letter))).toMatchObject({
      confidence: 'direct',
      events: [],
    });
    expect(await standing('copied')).toBe('active');
  });

  test('a mail of ours that comes back as a copy is no reply, though it asks to be answered at its own address', async () => {
    const letter = await write('looped');
    const copy = [
      `Message-ID: ${letter.messageId}`,
      'Subject: Hello',
      `Reply-To: Crest <${letter.replyTo}>`,
      '',
      'Hi',
    ];
    expect(await mail('From: looped@example.com', ...copy)).toMatchObject({ events: [] });
    const rewritten = ['From: crest@localhost', 'Message-ID: <rewritten@list.example>', ...copy.slice(1)];
    expect(await mail(...rewritten)).toMatchObject({ confidence: 'none', events: [] });
    expect(await standing('looped')).toBe('active');
  });

  test('what names no mail of ours and is taken for spam counts for nobody', async () => {
    await write('forged');
    const form = {
      'body-mime': 'From: forged@example.com\nMessage-ID: <spam@x>\nSubject: Hi\n\nBuy',
      recipient: `x@${REPLY_DOMAIN}`,
    };
    const flagged = new URLSearchParams({ ...form, 'X-Mailgun-Sflag': 'Yes' }).toString();
    const { body } = await crest.post('mailgun', 'application/x-www-form-urlencoded', flagged);
    expect(body.mails).toMatchObject([{ confidence: 'none', events: [] }]);
    expect(await standing('forged')).toBe('active');
  });
});

test('the log holds no address, no name, no text and no Message-ID of what came in', async () => {
  const events = JSON.stringify(await crest.logged());
  expect(events).not.toMatch(/example\.com|home\.example|mx\.example|User unknown|gladly/);
});
