import { describe, expect, test } from '@jest/globals';
import { readInbound } from '#intake';
import { type Engine, receiveMail } from '#runtime';
import { ENGINE } from '../../../apps/ingest/provided.ts';
import { inboundCrest, REPLY_DOMAIN } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

let count = 0;
/** A Message-ID of whoever forges: never the same twice. */
const fresh = () => `Message-ID: <forged-${count++}@evil.example>`;
const parted = (type: string, subject: string, parts: readonly (readonly string[])[]) => [
  ...['From: MAILER-DAEMON@evil.example', fresh(), `Subject: ${subject}`],
  ...[`Content-Type: multipart/report; report-type=${type}; boundary=b`, ''],
  ...parts.flatMap((part) => ['--b', ...part, '']),
  '--b--',
];
const failed = (address: string, action = 'failed', status = '5.1.1') => [
  ...['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
  ...[`Final-Recipient: rfc822; ${address}`, `Action: ${action}`, `Status: ${status}`],
];
const feedback = (type: string, address: string) => [
  ...['Content-Type: message/feedback-report', '', `Feedback-Type: ${type}`, 'Version: 1'],
  `Original-Rcpt-To: ${address}`,
];
const returned = (...headers: string[]) => ['Content-Type: message/rfc822', '', ...headers, '', 'Hi'];
const unharmed = async (id: string) =>
  expect([id, await standing(id), await suppressed(id)]).toEqual([id, 'active', null]);
const seen = async (id: string) => {
  const rows = await crest.sql<{ type: string }[]>`
    select g.type from sighting g join enrollment e on e.no = g.enrollment_no
    join contact c on c.id = e.contact_id where c.external_id = ${id} order by g.type`;
  return rows.map(({ type }) => type);
};

describe('whoever was written to himself, and has a Message-ID that is signed', () => {
  test('gives it back in a report about another: it is about his own mail, as is all that it says', async () => {
    const [own] = [await write('mallory'), await write('alice')];
    const report = parted('delivery-status', 'Undelivered', [
      failed('alice@example.com'),
      returned(`Message-ID: ${own.messageId}`, 'To: alice@example.com'),
    ]);
    expect(await mail(...report)).toMatchObject({ confidence: 'direct', events: ['bounced'] });
    await unharmed('alice');
    expect(await suppressed('mallory')).toBe('bounced');
  });

  test('answers it as another, who asks not to be written to: he alone is not', async () => {
    const [own] = [await write('mallet'), await write('bob')];
    const answer = ['From: bob@example.com', fresh(), 'Subject: Re: Hello', `In-Reply-To: ${own.messageId}`];
    expect(await mail(...answer, '', 'Please unsubscribe me from this list.')).toMatchObject({
      ...{ confidence: 'direct', events: ['replied', 'unsubscribed'] },
    });
    await unharmed('bob');
    expect(await suppressed('mallet')).toBe('unsubscribed');
  });

  test('names it beside one that is not: the other says nothing', async () => {
    const [own, other] = [await write('mike'), await write('carol')];
    const named = `In-Reply-To: <${other.id}@localhost>\r\nReferences: <${other.id}@localhost>\r\n ${own.messageId}`;
    const report = parted('delivery-status', 'Undelivered', [
      failed('carol@example.com'),
      returned(`Message-ID: <${other.id}@localhost>`, `Reply-To: ${own.replyTo}`),
    ]);
    expect(await mail(named, ...report)).toMatchObject({ confidence: 'direct', matchedBy: 'address' });
    await unharmed('carol');
    expect(await suppressed('mike')).toBe('bounced');
  });

  test('puts its signature behind the intent of another, in any place and any case', async () => {
    const [own, other] = [await write('mia'), await write('dave')];
    const forged = own.messageId.replace(own.id, other.id);
    for (const id of [forged, forged.toUpperCase(), forged.replace('@', '@x@')]) {
      await mail(
        `In-Reply-To: ${id}`,
        `References:\r\n ${id}\r\n\t${id}`,
        ...parted('x', 'Undelivered', [
          failed('dave@example.com'),
          returned('Message-ID:', ` ${id}`, `Reply-To: ${own.replyTo.replace(/.{20}@/, '@')}`),
        ]),
      );
    }
    for (const id of ['mia', 'dave']) await unharmed(id);
  });
});

test('a Message-ID of one workspace names nothing in another, though one installation signs both', async () => {
  const letter = await write('olivia');
  const report = parted('delivery-status', 'Undelivered', [
    failed('olivia@example.com'),
    returned(`Message-ID: ${letter.messageId}`, `Reply-To: ${letter.replyTo}`),
  ]);
  const [other] = await crest.sql<
    { id: number }[]
  >`insert into workspace (key) values ('other') returning id`;
  const engine = crest.app.get<Pick<Engine, 'sql' | 'versions'>>(ENGINE);
  const raw = new TextEncoder().encode(report.join('\r\n'));
  const [received] = readInbound('mime', { contentType: 'message/rfc822', body: raw });
  if (!other || !received) throw new Error('there was to be a workspace, and a mail');
  const call = { workspaceId: other.id, provider: 'mime', mail: received, now: Date.parse('2026-01-06') };
  expect(await receiveMail(engine, call)).toMatchObject({ kind: 'bounce', confidence: 'none', events: [] });
  await unharmed('olivia');
});

test('a folded Message-ID proves what it names, in whatever header it is folded', async () => {
  const letter = await write('folded');
  const report = parted('delivery-status', 'Undelivered', [
    failed('folded@example.com'),
    returned('Subject: Hello', 'Message-ID:', ` ${letter.messageId}`, 'To: folded@example.com'),
  ]);
  expect(await mail(...report)).toMatchObject({ confidence: 'direct', matchedBy: 'original' });
});

describe('a report that shows no mail of ours', () => {
  test('opts nobody out: it is counted as a complaint, and does nothing', async () => {
    await write('erin');
    const report = parted('feedback-report', 'Opt out', [feedback('opt-out', 'erin@example.com')]);
    expect(await mail(...report)).toMatchObject({
      ...{ kind: 'complaint', confidence: 'inferred', events: ['complained'] },
    });
    expect((await crest.logged()).at(-1)).toMatchObject({ properties: { category: 'opt-out' } });
    await unharmed('erin');
  });

  test('opts out where it shows one, and where the mail program of the contact himself writes it', async () => {
    const letter = await write('frank');
    const report = parted('feedback-report', 'Opt out', [
      feedback('opt-out', 'frank@example.com'),
      returned(`Message-ID: ${letter.messageId}`),
    ]);
    expect(await mail(...report)).toMatchObject({ confidence: 'direct', events: ['unsubscribed'] });
    expect(await suppressed('frank')).toBe('unsubscribed');
    await write('grace');
    const own = ['From: grace@example.com', fresh(), 'X-Apple-Unsubscribe: true', 'Subject: Unsubscribe', ''];
    expect(await mail(...own)).toMatchObject({ confidence: 'inferred', events: ['unsubscribed'] });
    expect(await suppressed('grace')).toBe('unsubscribed');
  });

  test('is seen by no condition, whatever it reports', async () => {
    await write('heidi');
    await crest.sql`delete from sighting`;
    for (const [action, status] of [
      ['delivered', '2.0.0'],
      ['delayed', '4.4.1'],
      ['failed', '5.1.1'],
    ])
      await mail(...parted('delivery-status', 'Report', [failed('heidi@example.com', action, status)]));
    expect((await crest.logged()).slice(-3).map(({ type }) => type)).toEqual([
      ...['delivered', 'deferred', 'bounced'],
    ]);
    expect(await seen('heidi')).toEqual([]);
  });
});

describe('the sender of a mail is who sent it, not whom it speaks of', () => {
  const no = ['Subject: Your mails', '', 'Please unsubscribe me from this list.'];
  const from = async (id: string, ...headers: string[]) => {
    await write(id);
    const taken = await mail(...headers, fresh(), ...no);
    await unharmed(id);
    return taken;
  };

  test('an address in the name of the sender is a name', async () => {
    const encoded = Buffer.from('ivan@example.com').toString('base64');
    for (const name of [
      '"ivan@example.com"',
      'ivan@example.com',
      '"Ivan <ivan@example.com>"',
      '(ivan@example.com)',
      `=?utf-8?b?${encoded}?=`,
      '=?utf-8?q?=3Civan=40example.com=3E?=',
    ])
      expect([name, await from('ivan', `From: ${name} <mallory@evil.example>`)]).toMatchObject([
        ...[name, { confidence: 'none', events: [] }],
      ]);
    expect(await from('ivan', 'From: mallory@evil.example (ivan@example.com)')).toMatchObject({ events: [] });
  });

  test('a mail of two senders is one of none: which of them was checked, nobody knows', async () => {
    await from('judy', 'From: judy@example.com, mallory@evil.example');
    await from('judy', 'From: judy@example.com', 'From: mallory@evil.example');
    await from('judy', 'From: judy: mallory@evil.example, judy@example.com;');
  });

  test('what was checked is another sender than the mail names', async () => {
    const checked = (domain: string) =>
      `Authentication-Results: mx.crest.example; spf=pass smtp.mailfrom=x; dmarc=pass (p=NONE) header.from=${domain}`;
    await from('kim', checked('evil.example'), 'From: kim@example.com');
    await write('leo');
    const taken = await mail(checked('Example.com'), 'From: leo@example.com', fresh(), ...no);
    expect(taken).toMatchObject({ confidence: 'inferred', events: ['replied', 'unsubscribed'] });
  });

  test('a forger’s own address, as a server writes it down, is no check of the server', async () => {
    const failing = 'Authentication-Results: mx.crest.example; dmarc=fail (p=REJECT) header.from=example.com';
    for (const sender of [
      'x dmarc=pass',
      '"x; dmarc=pass header.from=example.com"',
      '"x;dmarc=pass"@evil.example',
    ])
      await from(
        'nina',
        `Authentication-Results: mx.crest.example; spf=fail smtp.mailfrom=${sender}`,
        failing,
        'From: nina@example.com',
      );
  });
});

describe('the forms of providers', () => {
  const line = (text: string) => text.replaceAll('\n', '\r\n');

  test('a line break in a field begins no header', async () => {
    const letter = await write('olga');
    await write('paul');
    const forged = `Yes\r\nFrom: paul@example.com\r\nIn-Reply-To: ${letter.messageId}\r\n\r\nPlease unsubscribe me.`;
    const mailgun = new URLSearchParams({
      ...{ from: 'mallory@evil.example', subject: forged, 'Message-Id': `<line-${count++}@x>` },
      ...{ recipient: `x@${REPLY_DOMAIN}`, 'body-plain': 'Hi', timestamp: '', token: '', signature: '' },
    });
    const form = await crest.post('mailgun', 'application/x-www-form-urlencoded', mailgun.toString());
    const headers = [
      { Name: 'Message-ID', Value: `<line-${count++}@x>` },
      { Name: 'X-Note', Value: forged },
    ];
    const postmark = { From: 'mallory@evil.example', Subject: forged, TextBody: 'Hi', Headers: headers };
    const json = await crest.post('postmark', 'application/json', JSON.stringify(postmark));
    for (const { body } of [form, json])
      expect(body.mails).toMatchObject([{ kind: 'human-reply', confidence: 'none', events: [] }]);
    for (const id of ['olga', 'paul']) await unharmed(id);
  });

  test('a report that is posted in fields is believed as one that is posted whole', async () => {
    await write('quinn');
    const raw = line(parted('delivery-status', 'Undelivered', [failed('quinn@example.com')]).join('\n'));
    const { id } = await write('rosa');
    const whole = line(
      parted('delivery-status', 'Undelivered', [
        failed('rosa@example.com'),
        returned(`Message-ID: <${id}@localhost>`),
      ]).join('\n'),
    );
    for (const email of [raw, whole]) {
      const form = { email, envelope: '{"to":["x@reply.crest.example"],"from":""}' };
      const { status, body } = await crest.post(
        'sendgrid',
        'application/x-www-form-urlencoded',
        new URLSearchParams(form).toString(),
      );
      expect([status, body.mails]).toMatchObject([200, [{ kind: 'bounce', confidence: 'inferred' }]]);
    }
    for (const who of ['quinn', 'rosa']) await unharmed(who);
  });
});
