import { describe, expect, test } from '@jest/globals';
import { crest as command } from '../../cli/support/run-crest.ts';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

/** A Message-ID as earlier versions wrote it: an intent's id follows from keys and ids that others may know. */
const unsigned = ({ id }: { readonly id: string }) => `<${id}@localhost>`;
let count = 0;
const bounceOf = (id: string, returned: string, ...more: string[]) => [
  ...more,
  ...['From: MAILER-DAEMON@mx.example', `Message-ID: <bounce-${count++}@mx.example>`, 'Subject: Undelivered'],
  ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', ''],
  ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
  ...[`Final-Recipient: rfc822; ${id}@example.com`, 'Action: failed', 'Status: 5.1.1', ''],
  ...['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${returned}`, '', '--b--', ''],
];
const complaintOf = (id: string, returned: string) => [
  ...['From: fbl@isp.example', `Message-ID: <complaint-${count++}@isp.example>`, 'Subject: Abuse report'],
  ...['Content-Type: multipart/report; report-type=feedback-report; boundary=b', ''],
  ...['--b', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', 'Version: 1'],
  ...[`Original-Rcpt-To: ${id}@example.com`, ''],
  ...['--b', 'Content-Type: message/rfc822', '', `Message-ID: ${returned}`, '', 'Hi', '--b--', ''],
];
const answerTo = (from: string, named: string, ...text: string[]) => [
  ...[`From: ${from}`, `Message-ID: <answer-${count++}@x.example>`, 'Subject: Re: Something else'],
  ...[`In-Reply-To: ${named}`, '', ...(text.length === 0 ? ['Yes, gladly.'] : text)],
];

describe('a Message-ID that is written as ours, and is not signed', () => {
  test('makes no bounce and no complaint one that acts: they are counted, as inferred', async () => {
    const letter = await write('target');
    expect(await mail(...bounceOf('target', unsigned(letter)))).toMatchObject({
      ...{ kind: 'bounce', confidence: 'inferred', matchedBy: 'original', events: ['bounced'] },
    });
    expect(await mail(...complaintOf('target', unsigned(letter)))).toMatchObject({
      ...{ kind: 'complaint', confidence: 'inferred', matchedBy: 'original', events: ['complained'] },
    });
    expect([await standing('target'), await suppressed('target')]).toEqual(['active', null]);
  });

  test('is no proof where the report names nobody, or answers our mail itself', async () => {
    const letter = await write('named');
    expect(await mail(...bounceOf('nobody', unsigned(letter)))).toMatchObject({ events: [] });
    const answering = bounceOf('named', '<other@x>', `In-Reply-To: ${unsigned(letter)}`);
    expect(await mail(...answering)).toMatchObject({ confidence: 'inferred', matchedBy: 'in-reply-to' });
    expect([await standing('named'), await suppressed('named')]).toEqual(['active', null]);
  });

  test('lets no stranger answer in the name of a contact', async () => {
    const letter = await write('victim');
    for (const text of ['Yes, gladly.', 'Please unsubscribe me from this list.'])
      expect(await mail(...answerTo('mallory@evil.example', unsigned(letter), text))).toMatchObject({
        ...{ confidence: 'none', matchedBy: null, events: [] },
      });
    expect([await standing('victim'), await suppressed('victim')]).toEqual(['active', null]);
  });

  test('says which mail the contact himself answers, as the subject would', async () => {
    const letter = await write('early');
    await crest.call('put', '/v1/sequences/second').send({
      ...{ key: 'second', goal: 'replied', stopOn: ['replied'] },
      steps: [{ key: 'news', type: 'email', day: 0, subject: 'News', body: 'News' }],
    });
    await crest.call('post', '/v1/sequences/second/publish');
    await crest.call('post', '/v1/sequences/second/enrollments').send({
      enrollments: [{ contact: { id: 'early', email: 'early@example.com' } }],
    });
    await crest.advance('PT1H');
    expect(await mail(...answerTo('early@example.com', unsigned(letter)))).toMatchObject({
      ...{ confidence: 'inferred', matchedBy: 'in-reply-to', events: ['replied'] },
    });
    expect((await crest.logged()).at(-1)).toMatchObject({ sequence: 'outreach', attribution: 'inferred' });
  });

  test('is not asked for by the name that its provider has for it', async () => {
    const letter = await write('mailgun');
    await crest.sql`
      update touch set provider = 'mailgun', provider_message_id = ${unsigned(letter).slice(1, -1)}
      where intent_id = ${letter.id}`;
    // With something behind it, what stands before the last @ is that name again.
    for (const id of [unsigned(letter), unsigned(letter).replace('>', '@x>')])
      expect(await mail(...bounceOf('mailgun', id))).toMatchObject({ confidence: 'inferred' });
    expect(await suppressed('mailgun')).toBeNull();
  });
});

test('the signature of another mail, or one with a letter changed, names no mail', async () => {
  const [own, other] = [await write('signed'), await write('other')];
  const last = own.messageId.replace(/(.)@/, (_, letter) => (letter === 'a' ? 'q@' : 'a@'));
  const swapped = other.messageId.replace(other.id, own.id);
  for (const wrong of [last, swapped])
    expect(await mail(...bounceOf('signed', wrong))).toMatchObject({
      ...{ confidence: 'inferred', matchedBy: 'sender' },
    });
  expect([await suppressed('signed'), await suppressed('other')]).toEqual([null, null]);
});

test('a signed Message-ID proves what it names in whatever case it comes back', async () => {
  const letter = await write('loud');
  expect(await mail(...bounceOf('loud', letter.messageId.toUpperCase()))).toMatchObject({
    ...{ confidence: 'direct', matchedBy: 'original', events: ['bounced'] },
  });
  expect(await suppressed('loud')).toBe('bounced');
});

test('what was about a mail when it came stays about it, though its Message-ID would not prove that today', async () => {
  const letter = await write('kept');
  await mail(...answerTo('partner@home.example', letter.messageId));
  expect(await standing('kept')).toBe('exited replied');
  // As an earlier version kept it.
  const { count: kept } = await crest.sql`
    update incoming_mail set classifier = 0,
      raw = convert_to(replace(convert_from(raw, 'UTF8'), ${letter.messageId}, ${unsigned(letter)}), 'UTF8')
    where intent_id = ${letter.id} and position(${letter.messageId} in convert_from(raw, 'UTF8')) > 0`;
  expect(kept).toBe(1);
  await crest.app.listen(0, '127.0.0.1');
  const environment = { CREST_URL: await crest.app.getUrl(), CREST_KEY: await crest.makeScopedKey('admin') };
  const { exit, said } = await command(['events', 'reclassify', '--dry-run'], { environment });
  expect([exit, said]).toEqual([0, '1 mail looked at, 0 would be taken for something else\n']);
});
