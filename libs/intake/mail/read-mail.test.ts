import { describe, expect, test } from '@jest/globals';
import { multipart, writtenMail } from '../../../test/support/mail/written-mail.ts';
import { classify } from './classify.ts';
import { readMail } from './read-mail.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('the text of a mail', () => {
  test.each([
    ['iso-8859-1', 'Gr\xfc\xdfe', 'Grüße'],
    ['windows-1252', 'I\x92m out \x96 5 \x80', 'I’m out – 5 €'],
    ['us-ascii', 'don\x92t', 'don’t'],
    ['koi8-r', '\xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
    ['iso-2022-jp', '\x1b$B$3$s$K$A$O\x1b(B', 'こんにちは'],
    ['gb2312', '\xc4\xe3\xba\xc3', '你好'],
  ])('is read in its charset: %s', async (charset, written, text) => {
    const mail = await readMail(
      bytesOf(`From: a@b.example\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n${written}`),
    );
    expect(mail).toMatchObject({ text, flaw: null });
  });

  test('is read right also where somebody says no with the quote of Windows', async () => {
    const mail = await readMail(
      bytesOf(
        'From: a@b.example\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nPlease don\x92t email me.',
      ),
    );
    expect(classify(mail)).toMatchObject({ kind: 'human-reply', unsubscribe: expect.any(String) });
  });

  test('and its headers and reports in theirs', async () => {
    const mail = await multipart(
      ['From: =?windows-1252?Q?Zo=EB_=8Ele=9F?= <a@b.example>', 'Subject: =?iso-8859-1?B?SZJtIG91dA==?='],
      'mixed',
      [
        'Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\nI=92m out',
        'Content-Type: message/delivery-status\nContent-Transfer-Encoding: quoted-printable\n\nDiagnostic-Code: smtp; 550 doesn=92t exist\n',
      ],
    );
    const [status] = mail.parts;
    expect([mail.subject, mail.text.trim(), status?.text]).toEqual([
      ...['I’m out', 'I’m out', expect.stringContaining('doesn’t exist')],
    ]);
    expect(mail.headers.find(({ name }) => name === 'from')?.value).toBe('Zoë ŽleŸ <a@b.example>');
  });

  test('is read as what it is when the charset that it names is another', async () => {
    const utf8 = new TextEncoder().encode(
      'From: a@b.example\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\nGrüße',
    );
    expect(await readMail(utf8)).toMatchObject({
      text: 'Grüße',
      flaw: 'its text is in another charset than it says',
    });
    const western = bytesOf(
      'From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xfc\xdfe',
    );
    expect(await readMail(western)).toMatchObject({ text: 'Grüße' });
  });

  test('that is flowed is joined, but never a quote with its answer', async () => {
    const mail = await writtenMail(
      'From: a@b.example',
      'Content-Type: text/plain; format=flowed',
      '',
      '> Is it ',
      '> red? ',
      'Yes, it ',
      'is.',
    );
    expect(mail.text).toBe('> Is it red? \nYes, it is.');
  });

  test('comes from the HTML where there is no other', async () => {
    const mail = await writtenMail(
      'From: a@b.example',
      'Content-Type: text/html',
      '',
      '<p>Yes<br>gladly</p>',
    );
    expect(mail.text).toBe('Yes\ngladly');
  });

  test('is the plain one where there are both', async () => {
    const mail = await multipart(['From: a@b.example'], 'alternative', [
      'Content-Type: text/plain\n\nplain',
      'Content-Type: text/html\n\n<b>html</b>',
    ]);
    expect(mail.text.trim()).toBe('plain');
  });
});

describe('the headers of a mail', () => {
  test('are unfolded and decoded, and tell whom it answers', async () => {
    const mail = await writtenMail(
      'From: =?utf-8?Q?Ana_L=C3=B3pez?= <Ana@Example.com>',
      'To: "Bob, B." <bob@crest.example>, eva@crest.example',
      'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
      'Message-ID: <m1@example.com>',
      'In-Reply-To: <t2@crest.example>',
      'References: <t1@crest.example>',
      ' <t2@crest.example>',
      '',
      'x',
    );
    expect(mail).toMatchObject({
      from: 'ana@example.com',
      to: ['bob@crest.example', 'eva@crest.example'],
      subject: 'Grüße',
      messageId: 'm1@example.com',
      answers: ['t2@crest.example', 't1@crest.example'],
    });
  });
});

describe('a broken mail is read as far as it can be', () => {
  test('parts that it announces and does not have', async () => {
    const mail = await writtenMail(
      'From: MAILER-DAEMON@example.net',
      'Subject: Undelivered Mail',
      'Content-Type: multipart/report; boundary="LOST"',
      '',
      '<ana@example.com>: 550 5.1.1 user unknown',
    );
    expect(mail.flaw).toBe('read as plain text: it has none of the parts that it announces');
    expect(classify(mail).recipients).toMatchObject([{ address: 'ana@example.com', isHard: true }]);
  });

  test('a text that names its type badly', async () => {
    const mail = await multipart(['From: a@b.example'], 'mixed', [
      'Content-Type: text/plain\n   charset="utf-8"\n\nUser unknown',
      'Content-Type: text/plain\n\nBye',
    ]);
    expect(mail.text.split(/\n+/)).toEqual(['User unknown', 'Bye']);
  });

  test('no headers at all', async () => {
    const mail = await writtenMail('Yes, gladly!', 'Ana');
    expect(mail).toMatchObject({ flaw: 'it has no headers', from: null, text: 'Yes, gladly!\nAna' });
    expect(classify(mail).kind).toBe('human-reply');
  });

  test('nothing', async () => {
    const mail = await readMail(new Uint8Array());
    expect(mail).toMatchObject({ text: '', from: null });
    expect(classify(mail).kind).toBe('human-reply');
  });
});
