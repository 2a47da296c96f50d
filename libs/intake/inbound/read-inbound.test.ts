import { describe, expect, test } from '@jest/globals';
import PostalMime from 'postal-mime';
import { DomainError } from '#engine';
import { composeMail, type InboundProvider, readInbound } from '#intake';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function form(parts: readonly (readonly [head: string, content: string])[], end = '\r\n') {
  const lines = parts.flatMap(([head, content]) => [
    '--mark',
    `Content-Disposition: form-data; ${head}`,
    '',
    content,
  ]);
  return {
    contentType: 'multipart/form-data; boundary="mark"',
    body: latin([...lines, '--mark--', ''].join(end)),
  };
}

const json = (body: unknown) => ({ contentType: 'application/json', body: bytes(JSON.stringify(body)) });

async function one(provider: InboundProvider, post: { contentType: string; body: Uint8Array }) {
  const [mail, ...others] = readInbound(provider, post);
  if (mail === undefined || others.length > 0) throw new Error('not one mail');
  return { mail, message: await PostalMime.parse(mail.raw) };
}

function refusal(provider: InboundProvider, post: { contentType: string; body: Uint8Array }): DomainError {
  try {
    readInbound(provider, post);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('SendGrid', () => {
  const envelope = ['name="envelope"', '{"to":["r+x@in.example"],"from":"ada@home.example"}'] as const;

  test('each field of a form is read in the charset that the form says it is in', async () => {
    const { mail, message } = await one(
      'sendgrid',
      form([
        ['name="headers"', 'From: ada@home.example\nMessage-ID: <1@home.example>\nSubject: kept'],
        ['name="text"', 'Gr\xfc\xdfe'],
        ['name="html"', '<p>\xa3</p>'],
        ['name="charsets"', '{"text":"iso-8859-1","html":"iso-8859-2"}'],
        envelope,
      ]),
    );
    expect([message.text, message.html]).toEqual(['Grüße', '<p>Ł</p>']);
    expect([mail.sender, mail.recipients]).toEqual(['ada@home.example', ['r+x@in.example']]);
    expect([message.messageId, message.subject, message.deliveredTo]).toEqual([
      '<1@home.example>',
      'kept',
      'r+x@in.example',
    ]);
  });

  test('names and addresses, too, are each in the charset that the form says', async () => {
    const { message } = await one(
      'sendgrid',
      form([
        ['name="from"', '\xc0\xed\xed\xe0 <anna@home.example>'],
        ['name="to"', '\x8eofie <\x72@in.example>'],
        ['name="cc"', '\xcd\xf5\xbb\xaa <hua@home.example>'],
        ['name="subject"', 'Angebot \x96 5 \x80'],
        ['name="text"', '\x83e\x83X\x83g'],
        [
          'name="charsets"',
          '{"from":"windows-1251","to":"Windows-1252","cc":"gb2312","subject":"windows-1252","text":"Shift_JIS"}',
        ],
      ]),
    );
    expect([message.from?.name, message.from?.address]).toEqual(['Анна', 'anna@home.example']);
    expect(message.to).toMatchObject([{ name: 'Žofie', address: 'r@in.example' }]);
    expect(message.cc).toMatchObject([{ name: '王华', address: 'hua@home.example' }]);
    expect([message.subject, message.text]).toEqual(['Angebot – 5 €', 'テスト']);
  });

  test('a charset of DOS is read, and one that nobody knows as UTF-8', async () => {
    const { message } = await one(
      'sendgrid',
      form([
        ['name="headers"', 'From: ada@home.example'],
        ['name="subject"', 'Como usted pidi\xa2'],
        ['name="text"', 'Gr\xc3\xbc\xc3\x9fe'],
        ['name="charsets"', '{"subject":"cp850","text":"klingon"}'],
      ]),
    );
    expect([message.subject, message.text]).toEqual(['Como usted pidió', 'Grüße']);
  });

  test('a mail sent raw stays byte for byte what it was, behind its envelope', async () => {
    const raw = 'From: ada@home.example\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n\xf0\xd2';
    const { mail, message } = await one('sendgrid', form([['name="email"', raw], envelope]));
    expect(Buffer.from(mail.raw).toString('latin1').endsWith(raw)).toBe(true);
    expect(message.text?.trim()).toBe('Пр');
  });

  test('lines may end in LF alone, and a boundary within a line is none', async () => {
    const { message } = await one(
      'sendgrid',
      form(
        [
          ['name="headers"', 'From: a@b.example'],
          ['name="text"', 'one --mark two\n--markup\nthree'],
        ],
        '\n',
      ),
    );
    expect(message.text).toBe('one --mark two\n--markup\nthree');
  });

  test('the parts of a report come back as parts of a report', async () => {
    const report = 'Final-Recipient: rfc822; ada@home.example\r\nAction: failed\r\nStatus: 5.1.1\r\n';
    const { mail, message } = await one(
      'sendgrid',
      form([
        [
          'name="headers"',
          'From: mailer-daemon@home.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x',
        ],
        ['name="text"', 'Sorry'],
        [
          'name="attachment-info"',
          '{"attachment1":{"type":"message/delivery-status"},"attachment2":{"type":"message/rfc822"}}',
        ],
        ['name="attachment2"; filename="original.eml"', 'Message-ID: <first@us.example>\r\n\r\nHi'],
        ['name="attachment1"; filename="status"', report],
        ['name="envelope"', '{"to":["b@in.example"],"from":""}'],
      ]),
    );
    const text = Buffer.from(mail.raw).toString('latin1');
    expect(text).toMatch(/^Return-Path: <>\r\nDelivered-To: b@in\.example\r\n/);
    expect(text).toContain('Content-Type: multipart/report; report-type=delivery-status; boundary=');
    expect(text).toContain('Content-Type: message/delivery-status');
    expect(text).toContain(report);
    expect(text).toContain('Message-ID: <first@us.example>');
    expect(message.text).toContain('Sorry');
  });

  test.each([
    [
      'cut off',
      {
        ...form([['name="text"', 'x']]),
        body: latin('--mark\r\nContent-Disposition: form-data; name="text"\r\n\r\nx'),
      },
    ],
    ['another form', form([['name="something"', 'x']])],
    ['no form', json({ text: 'x' })],
    ['no boundary', { contentType: 'multipart/form-data', body: bytes('x') }],
  ])('what is %s is refused, with a reason', (_, post) => {
    expect(refusal('sendgrid', post)).toMatchObject({
      code: 'inbound-malformed',
      detail: expect.stringContaining('SendGrid'),
    });
  });
});

describe('Postmark', () => {
  test('the sender is the one that a check found right, never one that somebody else claims to be', () => {
    const from = (...checks: string[]) =>
      readInbound(
        'postmark',
        json({ From: 'a@b.example', Headers: checks.map((Value) => ({ Name: 'Received-SPF', Value })) }),
      )[0]?.sender;
    expect(from('Pass (ok) identity=mailfrom; helo=x; envelope-from=ada@home.example; receiver=y')).toBe(
      'ada@home.example',
    );
    expect(from('Neutral identity=mailfrom; envelope-from=ada@home.example')).toBe('ada@home.example');
    expect(from('Fail identity=mailfrom; envelope-from=ada@home.example')).toBeNull();
    expect(from('Pass; envelope-from=a@b.example', 'Pass; envelope-from=c@d.example')).toBeNull();
  });

  test('a header never becomes two, whatever stands in it', async () => {
    const { message } = await one(
      'postmark',
      json({
        FromFull: { Email: 'a@b.example', Name: 'A' },
        Subject: 'x\r\nBcc: evil@c.example',
        TextBody: 'ö',
        OriginalRecipient: 'r@in.example',
      }),
    );
    expect([message.subject, message.bcc, message.text]).toEqual(['x Bcc: evil@c.example', undefined, 'ö']);
  });

  test.each([
    ['no JSON', { contentType: 'application/json', body: bytes('{') }],
    ['a delivery', json({ RecordType: 'Delivery', MessageID: 'x' })],
    ['an attachment that is not base 64', json({ From: 'a@b.example', Attachments: [{ Content: '*' }] })],
    ['a list', json([])],
  ])('%s is refused, with a reason', (_, post) => {
    expect(refusal('postmark', post)).toMatchObject({
      code: 'inbound-malformed',
      detail: expect.stringContaining('Postmark'),
    });
  });
});

describe('Mailgun', () => {
  test('a whole mail in an urlencoded form keeps its bytes', async () => {
    const body = `recipient=r%2Bx%40in.example&sender=ada%40home.example&timestamp=1461261330&token=t&body-mime=${'From: a@b.example\nContent-Type: text/plain; charset=latin1\n\nGr'.replaceAll(' ', '+').replaceAll('\n', '%0A')}%FC%DFe`;
    const { mail, message } = await one('mailgun', {
      contentType: 'application/x-www-form-urlencoded',
      body: bytes(body),
    });
    expect(message.text?.trim()).toBe('Grüße');
    expect([mail.id, mail.receivedAt, mail.recipients]).toEqual(['t', 1461261330000, ['r+x@in.example']]);
  });

  test('what is no mail is refused, with a reason', () => {
    expect(refusal('mailgun', form([['name="event"', 'opened']]))).toMatchObject({
      code: 'inbound-malformed',
    });
  });
});

describe('SES', () => {
  const notice = (action: object, content?: string) => ({
    ...{ notificationType: 'Received', content },
    mail: {
      timestamp: '2026-01-05T09:00:00.000Z',
      source: 'ada@home.example',
      messageId: 'm',
      destination: ['r@in.example'],
    },
    receipt: { recipients: ['r@in.example'], action, spamVerdict: { status: 'FAIL' } },
  });

  test('a mail in base 64 keeps its bytes, wrapped by SNS or bare', async () => {
    const raw = 'From: a@b.example\r\nContent-Type: text/plain; charset=latin1\r\n\r\n\xfc';
    const told = notice({ type: 'SNS', encoding: 'BASE64' }, btoa(raw));
    for (const post of [told, { Type: 'Notification', Message: JSON.stringify(told) }]) {
      const { mail, message } = await one('ses', json(post));
      expect(message.text?.trim()).toBe('ü');
      expect(mail).toMatchObject({ id: 'm', spam: true, receivedAt: Date.parse('2026-01-05T09:00:00Z') });
    }
  });

  test('a notice without the mail is refused, and says which action the rule needs', () => {
    expect(refusal('ses', json(notice({ type: 'S3' })))).toMatchObject({
      detail: expect.stringContaining("the rule's action is S3"),
      fix: expect.stringContaining('SNS topic'),
    });
  });
});

describe('a mail server', () => {
  test('says the envelope in the headers it wrote', async () => {
    const raw =
      'From x Mon Jan  5\nReturn-Path: <>\nDelivered-To: b+tok@in.example\nFrom: mailer-daemon@x.example\n\nhi';
    const { mail } = await one('mime', { contentType: 'message/rfc822', body: bytes(raw) });
    expect([mail.sender, mail.recipients]).toEqual(['', ['b+tok@in.example']]);
  });

  test('what does not begin with headers is refused', () => {
    for (const text of ['', '{"a":1}', 'Hello\n\nFrom: x'])
      expect(refusal('mime', { contentType: 'text/plain', body: bytes(text) })).toMatchObject({
        code: 'inbound-malformed',
      });
  });
});

test('the same fields give the same bytes, and a boundary that stands in none of them', () => {
  const fields = {
    headers: [['Subject', 'x']] as const,
    text: null,
    html: null,
    attachments: [
      {
        filename: 'a"b.eml',
        type: 'message/rfc822',
        contentId: null,
        content: bytes('--=_crest_1\r\n=_crest_2'),
      },
    ],
  };
  const text = new TextDecoder().decode(composeMail(fields));
  expect(text).toBe(new TextDecoder().decode(composeMail(fields)));
  expect(text).toContain('boundary="=_crest_3"');
});

test('a megabyte of boundaries, percent signs or headers takes no time to speak of', () => {
  const many = (piece: string) => Buffer.from(piece.repeat(1_000_000 / piece.length), 'latin1');
  const posts: [InboundProvider, string, Uint8Array[]][] = [
    [
      'sendgrid',
      'multipart/form-data; boundary=-',
      [many('-'), many('--\n'), many('\n---'), many('--mark\n')],
    ],
    ['mailgun', 'application/x-www-form-urlencoded', [many('%'), many('a&'), many('=')]],
    ['mime', 'message/rfc822', [many(' : '), many('a: b\n'), many('\r\n')]],
  ];
  const start = process.cpuUsage();
  for (const [provider, contentType, bodies] of posts)
    for (const body of bodies)
      expect(refusal(provider, { contentType, body }).code).toBe('inbound-malformed');
  // They take 0.1 s together; what goes through each of them again and again takes minutes.
  expect(process.cpuUsage(start).user / 1e3).toBeLessThan(10_000);
});

test('the head of a part is short, or it is no form', () => {
  const long = form([[`name="text"; filename="${'\\"'.repeat(500_000)}"`, 'x']]);
  expect(refusal('sendgrid', long).code).toBe('inbound-malformed');
});
