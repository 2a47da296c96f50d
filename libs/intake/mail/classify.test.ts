import { describe, expect, test } from '@jest/globals';
import { multipart, writtenMail } from '../../../test/support/mail/written-mail.ts';
import { CLASSIFIER_VERSION } from './classification.ts';
import { classify } from './classify.ts';

const ORIGINAL = [
  'Content-Type: message/rfc822',
  '',
  'Message-ID: <touch-1@mail.crest.example>',
  'From: Bob <bob@crest.example>',
  'To: ana@example.com',
  'Subject: A question',
  '',
  'Hello Ana',
].join('\n');

const status = (fields: readonly string[]): string =>
  ['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '', ...fields, ''].join(
    '\n',
  );

describe('complaints', () => {
  test('a feedback report is a complaint of each recipient that it names', async () => {
    const mail = await multipart(
      ['From: fbl@example.net', 'To: abuse@crest.example', 'Subject: FW: A question'],
      'report; report-type=feedback-report',
      [
        'Content-Type: text/plain\n\nThis is an email abuse report.',
        'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: ana@example.com\nOriginal-Rcpt-To: <Eva@example.com>\n',
        ORIGINAL,
      ],
    );
    expect(classify(mail)).toMatchObject({
      classifier: CLASSIFIER_VERSION,
      kind: 'complaint',
      recipients: [
        { address: 'ana@example.com', feedbackType: 'abuse' },
        { address: 'eva@example.com', feedbackType: 'abuse' },
      ],
      original: { messageId: 'touch-1@mail.crest.example', subject: 'A question' },
      unsubscribe: null,
    });
  });

  test('a report without a part for it is one by its subject, of whom the returned mail went to', async () => {
    const mail = await multipart(
      ['From: staff@hotmail.com', 'Subject: complaint about message from 192.0.2.1'],
      'mixed',
      ['Content-Type: text/plain\n\n', ORIGINAL],
    );
    expect(classify(mail)).toMatchObject({ kind: 'complaint', recipients: [{ address: 'ana@example.com' }] });
  });

  test('Apple Mail, which unsubscribes its user, is an opt-out', async () => {
    const mail = await writtenMail(
      'From: ana@icloud.com',
      'Subject: unsubscribe',
      'X-Apple-Unsubscribe: true',
      'Auto-Submitted: auto-replied',
      '',
      'Apple Mail sent this email to unsubscribe',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'complaint',
      recipients: [{ address: 'ana@icloud.com', feedbackType: 'opt-out' }],
      unsubscribe: 'Feedback-Type: opt-out',
    });
  });
});

describe('of a mail that bears the signs of several kinds', () => {
  const parts = {
    complaint: 'Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n',
    bounce: status(['Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.1.1']),
    notice: 'Content-Type: message/disposition-notification\n\nDisposition: automatic-action; displayed\n',
  };
  const automatic = ['Auto-Submitted: auto-replied', 'In-Reply-To: <touch-1@mail.crest.example>'];
  const kindOf = async (...of: (keyof typeof parts)[]) => {
    const headers = ['Return-Path: <>', 'From: ana@example.com', 'Subject: Automatic reply: A question'];
    const bodies = of.map((kind) => parts[kind]);
    const text = 'Content-Type: text/plain\n\nI am out of the office.';
    return classify(await multipart([...headers, ...automatic], 'report', [text, ...bodies])).kind;
  };

  test('it is a complaint before it is a bounce', async () => {
    expect(await kindOf('bounce', 'complaint')).toBe('complaint');
    expect(await kindOf('complaint', 'notice')).toBe('complaint');
  });

  test('a bounce before it is a delivery notice', async () => {
    expect(await kindOf('notice', 'bounce')).toBe('bounce');
    expect(await kindOf('bounce', 'notice')).toBe('bounce');
  });

  test('a delivery notice before it is an automatic reply', async () => {
    expect(await kindOf('notice')).toBe('delivery-notice');
  });

  test('and an automatic reply before it is a person’s', async () => {
    const away = ['From: ana@example.com', 'Subject: Re: A question', ...automatic, '', 'Yes, gladly.'];
    expect(classify(await writtenMail(...away)).kind).toBe('automatic-reply');
  });
});

describe('bounces', () => {
  test('In-Reply-To and Auto-Submitted make a bounce no reply', async () => {
    const mail = await multipart(
      [
        'Return-Path: <>',
        'From: Mail Delivery System <MAILER-DAEMON@mx.example.net>',
        'Auto-Submitted: auto-replied',
        'In-Reply-To: <touch-1@mail.crest.example>',
        'Subject: Re: A question',
      ],
      'report; report-type=delivery-status',
      [
        'Content-Type: text/plain\n\nSorry.',
        status([
          'Final-Recipient: rfc822; ana@example.com',
          'Action: failed',
          'Status: 5.1.1',
          'Diagnostic-Code: smtp; 550 5.1.1 <ana@example.com>: Recipient address rejected:\n    User unknown',
        ]),
        ORIGINAL,
      ],
    );
    expect(classify(mail)).toMatchObject({
      kind: 'bounce',
      reason: 'it has a delivery status',
      recipients: [
        {
          address: 'ana@example.com',
          status: '5.1.1',
          replyCode: '550',
          action: 'failed',
          isHard: true,
          reason: 'no-such-address',
          answer: '550 5.1.1 <ana@example.com>: Recipient address rejected: User unknown',
        },
      ],
      original: { messageId: 'touch-1@mail.crest.example' },
      visibleText: null,
    });
  });

  test('each recipient is judged by itself, and is whom the mail was sent to, not whom it was passed on to', async () => {
    const mail = await multipart(['From: postmaster@example.net', 'Subject: Undeliverable'], 'report', [
      status([
        'Original-Recipient: rfc822;ana@example.com',
        'Final-Recipient: rfc822;ana.lopez@mail.example.net',
        'Action: failed',
        'Status: 5.2.2',
        'Diagnostic-Code: smtp; 552 5.2.2 mailbox full',
        '',
        'Final-Recipient: rfc822;eva@example.com',
        'Action: failed',
        'Status: 5.0.0',
        'Diagnostic-Code: x-unix; user unknown',
        '',
        'Final-Recipient: rfc822;leo@example.com',
        'Action: delayed',
        'Status: 4.4.1',
      ]),
    ]);
    expect(classify(mail)).toMatchObject({
      kind: 'bounce',
      recipients: [
        { address: 'ana@example.com', isHard: false, reason: 'mailbox-full' },
        { address: 'eva@example.com', isHard: true, reason: 'no-such-address' },
        { address: 'leo@example.com', isHard: false, action: 'delayed' },
      ],
    });
  });

  test('a status that says nothing is made up for by what the text says of the address', async () => {
    const mail = await multipart(['From: MAILER-DAEMON@example.net', 'Subject: Undelivered'], 'report', [
      'Content-Type: text/plain\n\n<ana@example.com>: host mx.example.com said: 550 5.1.1\n    no such user (in reply to RCPT TO command)',
      status(['Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.0.0']),
    ]);
    expect(classify(mail).recipients).toMatchObject([
      { status: '5.1.1', replyCode: '550', reason: 'no-such-address', isHard: true },
    ]);
  });

  test('a notification of Amazon SES in a mail is read as what it says', async () => {
    const told = {
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [
          {
            emailAddress: 'Ana@example.com',
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          },
        ],
      },
      mail: { messageId: 'ses-1', destination: ['ana@example.com'] },
    };
    const mail = await writtenMail(
      'From: no-reply@sns.amazonaws.com',
      'Subject: AWS Notification Message',
      '',
      JSON.stringify({ Type: 'Notification', Message: JSON.stringify(told) }),
      '',
      '--',
      'If you wish to stop receiving notifications, visit https://sns.example',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'bounce',
      recipients: [{ address: 'ana@example.com', status: '5.1.1', isHard: true }],
      original: { messageId: 'ses-1' },
    });
  });

  test('a bounce that somebody forwards is one, and so is its recipient', async () => {
    const mail = await writtenMail(
      'From: Bob <bob@crest.example>',
      'Subject: Fwd: Undelivered Mail Returned to Sender',
      '',
      'Have a look.',
      '',
      '> Final-Recipient: rfc822; ana@example.com',
      '> Action: failed',
      '> Status: 5.1.1',
      '> Diagnostic-Code: smtp; 550 5.1.1 user unknown',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'bounce',
      recipients: [{ address: 'ana@example.com', isHard: true }],
    });
  });

  test('a person who writes about a mail that was not delivered is a person', async () => {
    const texts = [
      ['Re: Undelivered Mail Returned to Sender', 'My first mail could not be delivered, so once more: yes!'],
      ['Delivery status of my order', 'The parcel could not be delivered. When will you try again?'],
      ['Re: A question', '> 550 5.1.1 user unknown\n\nIs this address wrong?'],
    ];
    for (const [subject, text] of texts) {
      const mail = await writtenMail('From: Ana <ana@example.com>', `Subject: ${subject}`, '', text ?? '');
      expect([subject, classify(mail).kind]).toEqual([subject, 'human-reply']);
    }
  });
});

describe('delivery notices', () => {
  test('a mail that is late, and one that has arrived, are no bounces', async () => {
    for (const action of ['delayed', 'delivered', 'relayed', 'expanded']) {
      const mail = await multipart(['From: MAILER-DAEMON@example.net', 'Subject: DSN'], 'report', [
        status(['Final-Recipient: rfc822; ana@example.com', `Action: ${action}`, 'Status: 4.4.7']),
      ]);
      expect(classify(mail)).toMatchObject({
        kind: 'delivery-notice',
        recipients: [{ action, isHard: false }],
      });
    }
  });

  test('so is one that says in words that it is still being tried', async () => {
    const mail = await writtenMail(
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Subject: Delivery Status Notification (Delay)',
      '',
      'THIS IS A WARNING MESSAGE ONLY.',
      'Delivery to the following recipient has been delayed:',
      '     ana@example.com',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'delivery-notice',
      recipients: [{ address: 'ana@example.com', action: 'delayed', isHard: false }],
    });
  });

  test('that a mail was read, and the answer of a calendar, are notices without recipients', async () => {
    const read = await multipart(
      ['From: ana@example.com', 'Subject: Read: A question'],
      'report; report-type=disposition-notification',
      ['Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent; displayed'],
    );
    const calendar = await multipart(['From: ana@example.com', 'Subject: Accepted: Call'], 'alternative', [
      'Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR',
    ]);
    expect(classify(read)).toMatchObject({ kind: 'delivery-notice', recipients: [] });
    expect(classify(calendar)).toMatchObject({ kind: 'delivery-notice', recipients: [] });
  });
});

describe('replies', () => {
  const from = ['From: Ana <ana@example.com>', 'Date: Mon, 20 Apr 2026 09:00:00 +0000'];

  test('an out-of-office note is automatic, and says when its author is back', async () => {
    const mail = await writtenMail(
      ...from,
      'Subject: Automatic reply: A question',
      'In-Reply-To: <touch-1@mail.crest.example>',
      '',
      'I am out of the office, back on May 5th.',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'automatic-reply',
      returnsOn: '2026-05-05',
      unsubscribe: null,
    });
    expect(mail.answers).toEqual(['touch-1@mail.crest.example']);
  });

  test.each([
    ['Auto-Submitted: auto-replied', 'Re: A question'],
    ['X-Autoreply: yes', 'Re: A question'],
    ['Precedence: bulk', 'Re: A question'],
    ['Return-Path: <>', 'Re: A question'],
    ['X-Any: 1', 'Abwesenheitsnotiz: Frage'],
    ['X-Any: 1', 'Réponse automatique : Question'],
    ['X-Any: 1', 'Respuesta automática: Pregunta'],
    ['X-Any: 1', 'Автоматический ответ: Вопрос'],
    ['X-Any: 1', '=?utf-8?B?6Ieq5YuV6L+U5L+hOiDjgYroqbE=?='],
    ['X-Any: 1', '自动回复: 问题'],
  ])('a program wrote it: %s, %s', async (header, subject) => {
    const mail = await writtenMail(...from, header, `Subject: ${subject}`, '', 'Thank you.');
    expect(classify(mail).kind).toBe('automatic-reply');
  });

  test.each([
    ['Auto-Submitted: no', 'Re: A question'],
    ['X-Auto-Response-Suppress: All', 'Re: A question'],
    ['List-Id: <sales.example.com>\r\nIn-Reply-To: <touch-1@mail.crest.example>', 'Re: A question'],
    ['Feedback-ID: 1.eu-west-1:AmazonSES', 'Re: A question'],
    ['X-Any: 1', 'Re: your out of office note'],
    ['X-Any: 1', 'Re: Automatic reply: A question'],
    ['X-Any: 1', 'Auto: which one would you buy?'],
  ])('a person wrote it: %s, %s', async (header, subject) => {
    const mail = await writtenMail(
      ...from,
      header,
      `Subject: ${subject}`,
      '',
      'Yes, gladly. I am away on Friday.',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'human-reply',
      visibleText: 'Yes, gladly. I am away on Friday.',
    });
  });

  test('what a person wrote is told apart from what is quoted, and from the signature', async () => {
    const mail = await writtenMail(
      ...from,
      'Subject: Re: A question',
      'References: <first@mail.crest.example> <second@mail.crest.example>',
      '',
      'Please take me off your list.',
      '',
      '-- ',
      'Ana Lopez',
      '',
      'On Mon, Apr 20, 2026 at 8:00 AM Bob <bob@crest.example> wrote:',
      '> Hello Ana',
    );
    expect(classify(mail)).toMatchObject({
      kind: 'human-reply',
      visibleText: 'Please take me off your list.',
      signature: 'Ana Lopez',
      unsubscribe: 'take me off your list',
    });
    expect(mail.answers).toEqual(['second@mail.crest.example', 'first@mail.crest.example']);
  });

  test('the unsubscribe line of the mail that is quoted is not the wish of who answers it', async () => {
    const mail = await writtenMail(
      ...from,
      'Subject: Re: A question',
      '',
      'Sounds good!',
      '',
      'On Mon, Apr 20, 2026 at 8:00 AM Bob wrote:',
      '> To unsubscribe me, click here. Stop emailing me.',
    );
    expect(classify(mail)).toMatchObject({ kind: 'human-reply', unsubscribe: null });
  });
});
