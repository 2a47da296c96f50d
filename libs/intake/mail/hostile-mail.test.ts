import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CLASSIFIER_VERSION } from './classification.ts';
import { classify } from './classify.ts';
import { readMail } from './read-mail.ts';

const MB = 1024 * 1024;
const FROM = 'From: a@b.example\r\nSubject: Re: A question\r\n';
/** Far above what is measured, since machines differ: quadratic work takes minutes. */
const LONGEST_MS = 10_000;

const read = async (text: string | Uint8Array) => {
  const mail = await readMail(typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return { mail, found: classify(mail) };
};

const HUGE: readonly (readonly [what: string, text: () => string])[] = [
  ['10 MB of text', () => `${FROM}\r\n${'Hello there. '.repeat((10 * MB) / 13)}`],
  ['10 MB in lines', () => `${FROM}\r\n${'On 1 May 2026 at 10:00 x@y.z wrote:\r\n'.repeat((10 * MB) / 38)}`],
  ['1,000 parts in each other', () => `${FROM}${nested(1_000)}`],
  [
    '1,000 mails in each other',
    () => `${FROM}${'Content-Type: message/rfc822\r\n\r\nFrom: x@y.z\r\n'.repeat(1_000)}\r\nHi`,
  ],
  [
    '100,000 parts beside each other',
    () => `${FROM}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(100_000)}`,
  ],
  ['1 MB of empty lines', () => `${FROM}Content-Type: text/html\r\n\r\n${'\n'.repeat(MB)}`],
  ['100,000 headers', () => `${'X-Bomb: 1\r\n'.repeat(100_000)}${FROM}\r\nHi`],
  ['a header of 1 MB', () => `${FROM}X-Long: ${'a'.repeat(MB)}\r\n\r\nHi`],
  ['a folded header of 1 MB', () => `${FROM}References:${'\r\n <a@b>'.repeat(MB / 8)}\r\n\r\nHi`],
  [
    '100,000 recipients',
    () => `${FROM}To: ${'a@b.example, '.repeat(10_000)}\r\n\r\n${'<a@b.example>: 550 no\r\n'.repeat(90_000)}`,
  ],
  [
    'a report of 10,000 recipients',
    () =>
      `From: MAILER-DAEMON@b.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\n${'550 5.1.1 user unknown\r\n'.repeat(6_000)}--b\r\nContent-Type: message/delivery-status\r\n\r\n${'Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n'.repeat(10_000)}`,
  ],
  [
    'HTML as deep as it is long',
    () => `${FROM}Content-Type: text/html\r\n\r\n${'<blockquote>'.repeat(80_000)}x`,
  ],
  ['HTML that never ends', () => `${FROM}Content-Type: text/html\r\n\r\n<a ${'b="c" '.repeat(200_000)}`],
  ['encoded words', () => `From: a@b.example\r\nSubject: ${'=?utf-8?B?YQ==?= '.repeat(10_000)}\r\n\r\nHi`],
  [
    'flowed',
    () => `${FROM}Content-Type: text/plain; format=flowed\r\n\r\n${'format=flowed '.repeat(MB / 14)}`,
  ],
];

describe('a huge mail is answered in bounded time', () => {
  test.each(HUGE)('%s', async (_, text) => {
    const bytes = new TextEncoder().encode(text());
    const started = process.cpuUsage();
    const { mail, found } = await read(bytes);
    expect(process.cpuUsage(started).user / 1e3).toBeLessThan(LONGEST_MS);
    expect(found.reason).not.toBe('');
    expect(mail.text.length).toBeLessThanOrEqual(128 * 1024);
    if (bytes.length > MB) expect(mail.flaw).toMatch(/only its first \d+ bytes are read/);
  });

  const UNITS = [
    'a',
    'a ',
    '@',
    'a@',
    '<',
    '<a',
    '-- ',
    '>',
    '> ',
    ' ',
    '1',
    '550 ',
    '550-',
    '5.1.1 ',
    '5.',
    'on ',
    'on 1 ',
    'wrote: ',
    'user ',
    'mailbox is ',
    'remove me ',
    'do not send ',
    'return ',
    'back on 1 ',
    'until 5 ',
    'From: ',
    '_',
    '=?',
    '{"a":',
    '写道',
  ];
  test.each(UNITS)('a line of 1 MB of %p', async (unit) => {
    const line = unit.repeat(MB / unit.length);
    const started = process.cpuUsage();
    await read(`${FROM}\r\n${line}`);
    await read(`From: MAILER-DAEMON@b.example\r\nSubject: Undelivered Mail\r\n\r\n${line}`);
    await read(`${FROM}Auto-Submitted: auto-replied\r\n\r\n${line.replace(/(.{900})/g, '$1\r\n')}`);
    expect(process.cpuUsage(started).user / 1e3).toBeLessThan(LONGEST_MS);
  });
});

function nested(depth: number): string {
  return Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
  ).join('');
}

describe('whatever comes in', () => {
  test('is answered with a reason, in characters that can be kept', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'From: a@b.example',
        'Content-Type: multipart/report; boundary=b',
        '--b',
        '--b--',
        '',
        '\r\n',
        'Content-Type: message/delivery-status',
        'Content-Type: message/rfc822',
        'Content-Transfer-Encoding: base64',
        'Final-Recipient: rfc822;',
        'Action: failed',
        'Status: 5.1.1',
        'Feedback-Type: abuse',
        'Subject: =?x?B?%%?=',
        'Content-Type: text/plain; charset="no-such-charset"',
        'Content-Type: text/html',
        '<a href=',
        '{"notificationType":"Bounce"}',
        'Date: no date',
        'X-Failed-Recipients: ,,',
        'On x wrote:',
        '\ud800',
        '\0',
      ),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (lines) => {
        const { mail, found } = await read(lines.join('\r\n'));
        expect(found.classifier).toBe(CLASSIFIER_VERSION);
        expect(found.reason.length).toBeGreaterThan(0);
        expect(JSON.stringify([mail, found])).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
      { numRuns: 500 },
    );
  });

  test('of nothing but empty lines only the beginning is read, which would take seconds', async () => {
    const { mail } = await read(`${FROM}\r\n${'\n'.repeat(MB)}`);
    expect(mail.flaw).toMatch(/^only its first \d{5} bytes are read$/);
  });

  test('bytes that are no text are answered as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
        expect((await read(bytes)).found.reason.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
