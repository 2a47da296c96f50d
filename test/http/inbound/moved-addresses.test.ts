import { describe, expect, test } from '@jest/globals';
import { inboundCrest } from './support/inbound-crest.ts';

const crest = await inboundCrest();
const { write, mail, standing, suppressed } = crest;

let count = 0;
const bounceOf = (messageId: string, address: string) =>
  mail(
    ...['From: MAILER-DAEMON@mx.example', `Message-ID: <back-${count++}@mx.example>`, 'Subject: Undelivered'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', ''],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
    ...[`Final-Recipient: rfc822; ${address}`, 'Action: failed', 'Status: 5.1.1', ''],
    ...['--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, '', '--b--', ''],
  );
const move = async (id: string, email: string) => {
  const { body } = await crest.call('post', '/v1/contacts').send({ contacts: [{ id, email }] });
  expect(body.results).toMatchObject([{ index: 0, accepted: true }]);
};
const stateOf = async (id: string) => [await standing(id), await suppressed(id)];

describe('what comes back of a mail to an address that its contact no longer has', () => {
  test('is a bounce of the old address: the new one is written to, and whoever else has it', async () => {
    const letter = await write('typo');
    await write('boss');
    await crest.advance('PT1H');
    await move('typo', 'boss@example.com');
    expect(await bounceOf(letter.messageId, 'typo@example.com')).toMatchObject({
      ...{ confidence: 'direct', events: ['bounced'] },
    });
    expect((await crest.logged()).at(-1)).toMatchObject({ type: 'bounced', properties: { kind: 'hard' } });
    for (const id of ['typo', 'boss']) expect([id, await stateOf(id)]).toEqual([id, ['active', null]]);
  });

  test('is none of whom he was merged into either', async () => {
    const letter = await write('before');
    await write('after');
    await crest.advance('PT1H');
    await crest.merge('before', 'after');
    expect(await bounceOf(letter.messageId, 'before@example.com')).toMatchObject({ events: ['bounced'] });
    expect(await suppressed('after')).toBeNull();
  });

  test('is the no of the contact, whatever his address is, and of nobody else who has it', async () => {
    const letter = await write('leaver');
    await write('chief');
    await crest.advance('PT1H');
    await move('leaver', 'chief@example.com');
    await crest.knock('post', `/u/${letter.unsubscribeToken}`).expect(200);
    expect(await stateOf('leaver')).toEqual(['exited unsubscribed', 'unsubscribed']);
    expect(await stateOf('chief')).toEqual(['active', null]);
  });
});

describe('a mail that was on its way to the old address while its contact moved', () => {
  test.each([
    ['whose provider took it only then', 'sent', "interval '2 hours'"],
    ['which bounces before anybody knows that it was taken', 'sending', 'null'],
  ])('is a mail to the old address: one %s', async (_, state, later) => {
    const id = `on-its-way-${state}`;
    const letter = await write(id);
    await crest.advance('PT1H');
    await crest.sql`
      update touch set state = ${state}, sent_at = sent_at + ${crest.sql.unsafe(later)} where intent_id = ${letter.id}`;
    await move(id, `${state}@new.example`);
    expect(await bounceOf(letter.messageId, `${id}@example.com`)).toMatchObject({ events: ['bounced'] });
    expect(await stateOf(id)).toEqual(['active', null]);
  });
});

test('a merge forgets no address that either of the two has had', async () => {
  for (const [id, into] of [
    ['moved-first', 'kept-first'],
    ['emptied-first', 'kept-second'],
  ] as const) {
    const letter = await write(id);
    await write(into);
    await crest.advance('PT1H');
    await move(id, `${into}@example.com`);
    if (id === 'emptied-first')
      await crest.call('post', '/v1/contacts').send({ contacts: [{ id, email: null }] });
    await crest.merge(id, into);
    expect(await bounceOf(letter.messageId, `${id}@example.com`)).toMatchObject({ events: ['bounced'] });
    expect([into, await suppressed(into)]).toEqual([into, null]);
  }
});

test('what comes back of a mail to the address that a contact has moved to is of that address', async () => {
  await write('mover');
  await crest.advance('PT1H');
  await move('mover', 'moved@example.com');
  await crest.advance('P3D');
  const { mail: mails } = await crest.get('/v1/mailbox?to=moved@');
  const { messageId } = await crest.get(`/v1/mailbox/${mails[0].id}`);
  await bounceOf(messageId, 'moved@example.com');
  expect(await suppressed('mover')).toBe('bounced');
});

test('an address that is written otherwise is no other one', async () => {
  const letter = await write('same');
  await crest.advance('PT1H');
  await move('same', 'SAME@example.com');
  await bounceOf(letter.messageId, 'same@example.com');
  expect(await stateOf('same')).toEqual(['exited bounced', 'bounced']);
});

test('who asks from the new address not to be written to is not written to there by anybody', async () => {
  await write('asker');
  await write('twin');
  await crest.advance('PT1H');
  await move('asker', 'shared@example.com');
  await move('twin', 'shared@example.com');
  const taken = await mail(
    ...['From: shared@example.com', 'Message-ID: <no@example.com>', 'Subject: Your mails', ''],
    'Please unsubscribe me from this list.',
  );
  expect(taken).toMatchObject({ confidence: 'inferred', events: ['replied', 'unsubscribed'] });
  expect([await suppressed('asker'), await suppressed('twin')]).toEqual(['unsubscribed', 'unsubscribed']);
});
