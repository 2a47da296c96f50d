import { describe, expect, test } from '@jest/globals';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

/** A report as anybody can write one who can send mail here: it names an address, and no mail of ours. */
const report = (id: string, type: 'delivery-status' | 'feedback-report', ...fields: string[]) => [
  'From: MAILER-DAEMON@mx.example',
  `Message-ID: <about-${id}-${type}@mx.example>`,
  'Subject: Undelivered',
  `Content-Type: multipart/report; report-type=${type}; boundary=b`,
  ...['', '--b', `Content-Type: message/${type}`, '', ...fields, '', '--b--', ''],
];
const hardBounce = (id: string) =>
  report(
    ...[id, 'delivery-status' as const, 'Reporting-MTA: dns; mx.example', ''],
    ...[`Final-Recipient: rfc822; ${id}@example.com`, 'Action: failed', 'Status: 5.1.1'],
  );
const complaint = (id: string) =>
  report(
    ...[id, 'feedback-report' as const, 'Feedback-Type: abuse', 'User-Agent: x', 'Version: 1'],
    `Original-Rcpt-To: ${id}@example.com`,
  );

const seen = async (id: string) => {
  const rows = await crest.sql<{ type: string }[]>`
    select g.type from sighting g join enrollment e on e.no = g.enrollment_no
    join contact c on c.id = e.contact_id where c.external_id = ${id}`;
  return rows.map(({ type }) => type);
};

describe('a report that names an address alone, as anybody can send one', () => {
  test('a hard bounce is counted as inferred, and suppresses nobody and ends nothing', async () => {
    const { id } = await write('target');
    expect(await mail(...hardBounce('target'))).toMatchObject({
      ...{ kind: 'bounce', confidence: 'inferred', matchedBy: 'sender', events: ['bounced'] },
    });
    expect((await crest.logged()).at(-1)).toMatchObject({
      ...{ type: 'bounced', intentId: id, attribution: 'inferred' },
      properties: { kind: 'hard', code: '5.1.1' },
    });
    expect([await suppressed('target'), await standing('target')]).toEqual([null, 'active']);
    await crest.drain();
    const { steps } = await crest.get('/v1/sequences/outreach/steps');
    expect(steps[0].bounced).toBe(1);
    const { mails } = await crest.read('target');
    expect(mails).toMatchObject([{ kind: 'bounce', confidence: 'inferred', events: ['bounced'] }]);
  });

  test('a complaint is counted as inferred, and suppresses nobody and ends nothing', async () => {
    await write('framed');
    expect(await mail(...complaint('framed'))).toMatchObject({
      ...{ kind: 'complaint', confidence: 'inferred', events: ['complained'] },
    });
    expect((await crest.logged()).at(-1)).toMatchObject({ type: 'complained', attribution: 'inferred' });
    expect([await suppressed('framed'), await standing('framed')]).toEqual([null, 'active']);
  });

  test('no condition sees it', async () => {
    await write('watched');
    await mail(...hardBounce('watched'));
    expect(await seen('watched')).toEqual(['delivered']);
  });

  test('a proven bounce of the same mail that comes later acts, and the mail counts as bounced once', async () => {
    const { messageId } = await write('proven');
    await mail(...hardBounce('proven'));
    const counted = async () => {
      await crest.drain();
      return (await crest.get('/v1/sequences/outreach/steps')).steps[0].bounced;
    };
    const before = await counted();
    const lines = hardBounce('proven').map((line) => line.replace('about-proven', 'returned-proven'));
    const returned = ['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, ''];
    const [end = '', last = ''] = lines.slice(-2);
    expect(await mail(...lines.slice(0, -2), ...returned, end, last)).toMatchObject({
      ...{ confidence: 'direct', matchedBy: 'original', events: ['bounced'] },
    });
    expect([await suppressed('proven'), await standing('proven')]).toEqual(['bounced', 'exited bounced']);
    expect(await counted()).toBe(before);
  });

  test('one that comes back to the signed address of the mail is proof, whatever stands in it', async () => {
    const { replyTo } = await write('returned');
    const taken = await mail(`Delivered-To: ${replyTo}`, ...hardBounce('returned'));
    expect(taken).toMatchObject({ confidence: 'direct', matchedBy: 'address' });
    expect([await suppressed('returned'), await standing('returned')]).toEqual(['bounced', 'exited bounced']);
  });
});

describe('mail whose sender is forged, as the server that took it says', () => {
  const no = (id: string, ...headers: string[]) => [
    ...headers,
    ...[`From: ${id}@example.com`, `Message-ID: <forged-no-${id}@x>`, 'Subject: Your mails', ''],
    'Please unsubscribe me from this list.',
  ];
  const failed = (policy: string) =>
    `Authentication-Results: mx.crest.example; spf=fail smtp.mailfrom=x; dmarc=fail (p=${policy} dis=none) header.from=example.com`;

  test('counts for nobody where the domain of the sender has such mail refused', async () => {
    await write('posed');
    expect(await mail(...no('posed', failed('REJECT')))).toMatchObject({ confidence: 'none', events: [] });
    expect([await suppressed('posed'), await standing('posed')]).toEqual([null, 'active']);
  });

  test('counts as any other where the domain has no such policy, or another server said so before', async () => {
    await write('lax');
    expect(await mail(...no('lax', failed('none')))).toMatchObject({ confidence: 'inferred' });
    await write('passed');
    const last = 'Authentication-Results: mx.crest.example; dmarc=pass (p=REJECT) header.from=example.com';
    expect(await mail(...no('passed', last, failed('REJECT')))).toMatchObject({ confidence: 'inferred' });
  });

  test('counts where it names a mail of ours: who was written to has it', async () => {
    const { messageId } = await write('known');
    const lines = no('known', failed('quarantine'), `In-Reply-To: ${messageId}`);
    expect(await mail(...lines)).toMatchObject({ confidence: 'direct', events: ['replied', 'unsubscribed'] });
  });
});

test('a person’s no is heard though nothing proves whose it is: a no that is overheard costs more', async () => {
  await write('tired');
  const taken = await mail(
    ...['From: tired@example.com', 'Message-ID: <no@example.com>', 'Subject: Your mails', ''],
    'Please unsubscribe me from this list.',
  );
  expect(taken).toMatchObject({ confidence: 'inferred', events: ['replied', 'unsubscribed'] });
  expect(await suppressed('tired')).toBe('unsubscribed');
});
