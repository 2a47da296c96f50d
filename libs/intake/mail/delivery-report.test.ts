import { expect, test } from '@jest/globals';
import { writtenMail } from '../../../test/support/mail/written-mail.ts';
import { classify } from './classify.ts';

type Told = readonly [address: string | null, isHard: boolean, reason: string];

/** How servers without a delivery status write, each as short as it stays recognisable. */
const REPORTS: readonly (readonly [server: string, headers: string, text: string, told: readonly Told[]])[] =
  [
    [
      'qmail',
      'From: MAILER-DAEMON@mx.example.net\nSubject: failure notice',
      `Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.com>:
Sorry, no mailbox here by that name. (#5.1.1)

<eva@example.com>:
192.0.2.1 does not like recipient.
Remote host said: 552 5.2.2 mailbox over quota
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <bob@crest.example>
Message-ID: <touch-1@crest.example>
From: bob@crest.example
To: ana@example.com
`,
      [
        ['ana@example.com', true, 'no-such-address'],
        ['eva@example.com', false, 'mailbox-full'],
      ],
    ],
    [
      'Exim',
      'From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nX-Failed-Recipients: ana@example.com\nAuto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender',
      `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@example.com
    host mx.example.com [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<ana@example.com>:
    550 No such user here

------ This is a copy of the message, including all the headers. ------

Return-path: <bob@crest.example>
Message-ID: <touch-1@crest.example>
From: bob@crest.example
Subject: A question
`,
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'GMX',
      'From: "GMX Mailer Daemon" <mailer-daemon@gmx.de>\nSubject: Mail delivery failed: returning message to sender',
      `This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

"ana@example.com":
SMTP error from remote server after RCPT command:
host: mx.example.com
5.1.1 <ana@example.com>... User Unknown

--- The header of the original message is following. ---

From: bob@crest.example
Message-ID: <touch-1@crest.example>
Subject: A question
`,
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'Domino',
      'From: MAILER-DAEMON@notes.example.com\nSubject: DELIVERY FAILURE: User ana not listed in public Name & Address Book',
      `------- Failure Reasons  --------

User not listed in public Name & Address Book
ana@example.com

------- Returned Message --------

Received: from mx.crest.example
Message-ID: <touch-1@crest.example>
From: bob@crest.example
`,
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'an old Exchange',
      'From: System Administrator <postmaster@example.com>\nSubject: Undeliverable: A question',
      `Your message

  To:      bob@crest.example
  Subject: A question
  Sent:    Thu, 29 Apr 2010 00:00:00 -0000

did not reach the following recipient(s):

ana@example.com on Thu, 29 Apr 2010 00:00:00 -0000
    The recipient name is not recognized
    MSEXCH:IMS:EXAMPLE:MAIL:MX 0 (000C05A6)
`,
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'IMail',
      'From: "Postmaster" <postmaster@example.com>\nSubject: Undeliverable Mail\nX-Mailer: <SMTP32 v20020515>',
      'Unknown user: ana@example.com\n\nOriginal message follows.\n\nReceived: from mx\nMessage-ID: <touch-1@crest.example>\nFrom: bob@crest.example\nSubject: A question\n',
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'Zoho',
      'From: mailer-daemon@mail.zoho.com\nSubject: Undelivered Mail Returned to Sender',
      `This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

ana@example.com Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <ana@example.com>... User Unknown
`,
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'sendmail without a status',
      'From: Mail Delivery Subsystem <MAILER-DAEMON@example.com>\nSubject: Returned mail: Host unknown',
      `   ----- Transcript of session follows -----
550 example.cmo (smtp)... 550 Host unknown
554 <ana@example.cmo>... 550 Host unknown (Authoritative answer from name server)

   ----- Unsent message follows -----
Return-Path: <bob@crest.example>
Message-ID: <touch-1@crest.example>
From: bob@crest.example
To: ana@example.cmo
`,
      [['ana@example.cmo', true, 'no-such-host']],
    ],
    [
      'Postfix, in its text alone',
      'From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender',
      `This is the mail system at host mx.example.net.

<ana@example.com>: host mx.example.com[192.0.2.1] said: 554 5.7.1 Service
    unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org (in reply
    to RCPT TO command)
`,
      [['ana@example.com', false, 'blocked']],
    ],
    [
      'OpenSMTPD',
      'From: Mailer Daemon <MAILER-DAEMON@mx.example.net>\nSubject: Delivery status notification: error',
      `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

ana@example.com: 550 5.1.1 <ana@example.com>: User unknown
eva@example.com: Envelope expired

    Below is a copy of the original message:

Message-ID: <touch-1@crest.example>
From: bob@crest.example
Subject: A question
`,
      [
        ['ana@example.com', true, 'no-such-address'],
        ['eva@example.com', false, 'expired'],
      ],
    ],
    [
      'Gmail, in German',
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nX-Failed-Recipients: ana@example.com\nSubject: Delivery Status Notification (Failure)',
      '** Die Adresse wurde nicht gefunden **\n\nIhre Nachricht wurde nicht an ana@example.com zugestellt, weil die Adresse nicht gefunden wurde.\n',
      [['ana@example.com', true, 'no-such-address']],
    ],
    [
      'a Japanese carrier',
      'From: no-reply@carrier.example\nAuto-Submitted: auto-generated\nSubject: メールエラー通知',
      '送信先のメールボックスが一杯のため、送信できませんでした。\n\n  ana@example.com\n',
      [['ana@example.com', false, 'mailbox-full']],
    ],
  ];

test.each(REPORTS)('%s', async (_, headers, text, told) => {
  const found = classify(
    await writtenMail(headers, 'To: bob@crest.example', 'Content-Type: text/plain; charset=utf-8', '', text),
  );
  expect(found.kind).toBe('bounce');
  expect(found.recipients.map(({ address, isHard, reason }) => [address, isHard, reason])).toEqual(told);
  if (text.includes('touch-1')) expect(found.original?.messageId).toBe('touch-1@crest.example');
});
