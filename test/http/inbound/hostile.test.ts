import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const letter = await crest.write('ada');

const report = [
  'Return-Path: <>',
  'From: mailer-daemon@mx.example',
  'Message-ID: <hostile@mx.example>',
  `In-Reply-To: ${letter.messageId}`,
  'References: <a@b> <c@d>',
  'Subject: Undelivered Mail',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  ...['', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
  ...[
    'Final-Recipient: rfc822; ada@example.com',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 No',
    '',
  ],
  ...[
    '--b',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'Original-Rcpt-To: x@y.example',
    '',
  ],
  ...[
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Message-ID: <other@x>',
    'To: ada@example.com',
    '',
    'Hi',
    '--b--',
    '',
  ],
].join('\r\n');

/** What others have tried on programs that read mail. */
const PIECES = [
  '\0',
  '\ud800',
  '\r\n',
  '\r\n\r\n',
  '<',
  '>',
  '@',
  '"',
  "'",
  '%',
  '\\',
  '=?utf-8?q?=00?=',
  '=?x?b?!?=',
  '--b',
  '{}',
  '\u202e',
  '=00',
];

test('whatever is put into a mail, it is taken in or refused, and never an error of ours', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(report.length), fc.nat(30), fc.constantFrom(...PIECES)), {
        minLength: 1,
        maxLength: 8,
      }),
      async (edits) => {
        let text = report;
        for (const [at, cut, piece] of edits) text = text.slice(0, at) + piece + text.slice(at + cut);
        const { status, body } = await crest.post('mime', 'message/rfc822', Buffer.from(text, 'latin1'));
        if (status !== 200 && body.code !== 'inbound-malformed')
          throw new Error(`${status} ${JSON.stringify(body)} ${crest.faults.at(-1)}`);
      },
    ),
    { numRuns: 200 },
  );
});

test('a NUL or half a letter in any header is taken in', async () => {
  const headers = [
    'Message-ID',
    'In-Reply-To',
    'References',
    'From',
    'To',
    'Subject',
    'Date',
    'Delivered-To',
    'Auto-Submitted',
    'Return-Path',
  ];
  for (const [index, name] of headers.entries()) {
    const lines = headers.map(
      (each) => `${each}: ${each === name ? '<\0a\ud800@b\0>' : `<${index}@${each}.example>`}`,
    );
    const { status } = await crest.post(
      'mime',
      'message/rfc822',
      `${lines.join('\r\n')}\r\n\r\nHi \0 \ud800`,
    );
    expect([name, status, crest.faults.at(-1)]).toEqual([name, 200, undefined]);
  }
});

test('of one mail handed over five times at once one reply comes', async () => {
  const { messageId, id } = await crest.write('bob');
  const mail = `From: bob@example.com\r\nMessage-ID: <at-once@x>\r\nIn-Reply-To: ${messageId}\r\n\r\nYes.`;
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => crest.post('mime', 'message/rfc822', mail)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const replies = (await crest.logged()).filter(
    ({ type, intentId }) => type === 'replied' && intentId === id,
  );
  expect(replies).toHaveLength(1);
});

test('hundreds of references are not looked up one and all', async () => {
  const ids = Array.from({ length: 5000 }, (_, n) => `<${n}@nowhere.example>`).join(' ');
  const { status } = await crest.post(
    'mime',
    'message/rfc822',
    `From: a@b.example\r\nMessage-ID: <many@x>\r\nReferences: ${ids}\r\n\r\nHi`,
  );
  expect(status).toBe(200);
});
