import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { smtpMailer } from '#runtime';
import { fakeSmtpServer } from '../support/mail/fake-smtp-server.ts';
import { newMail } from './mailer-contract.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const dkim = { domainName: 'example.com', keySelector: 'crest', privateKey };
// Nothing hangs here, so that a busy machine may take its time.
const server = await fakeSmtpServer((url) =>
  smtpMailer({ url, from: 'ada@example.com', timeoutMs: 60_000, dkim }),
);
let now = 0;

afterEach(() => {
  server.fail(() => null);
  now += 86_400_000;
});
afterAll(() => server.close());

test('many mails go over a few connections that stay open', async () => {
  const patient = await fakeSmtpServer((url) =>
    smtpMailer({ url, from: 'ada@example.com', timeoutMs: 60_000, dkim }),
  );
  const mails = Array.from({ length: 40 }, () => newMail());
  const results = await patient.mailer.send(mails, now);
  await patient.close();
  expect(results.every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(patient.connections()).toBeLessThanOrEqual(5);
});

test('a mail is signed by DKIM: body and headers, those of the one-click unsubscribe among them', async () => {
  const headers = {
    'List-Unsubscribe': '<https://crest.example/u/abc>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
  await server.mailer.send([newMail({ headers, text: 'Signed.\n.\nAll of it.' })], now);
  const raw = server.raw.at(-1) ?? '';
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const fields = head.split(/\r\n(?=\S)/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field)) ?? '';
  const tags = Object.fromEntries(
    signature
      .replace(/^[^:]*:/, '')
      .replaceAll(/\s/g, '')
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
  expect(tags).toMatchObject({ d: 'example.com', s: 'crest', a: 'rsa-sha256', c: 'relaxed/relaxed' });
  expect(tags.h?.toLowerCase().split(':')).toEqual(
    expect.arrayContaining(['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
  );
  const relaxed = (field: string) => {
    const [name = '', value = ''] = [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1)];
    return `${name.trim().toLowerCase()}:${value.replaceAll(/\s+/g, ' ').trim()}`;
  };
  const lines = rest
    .join('\r\n\r\n')
    .split('\r\n')
    .map((line) => line.replaceAll(/[ \t]+/g, ' ').trimEnd());
  const body = `${lines.join('\r\n').replace(/(\r\n)*$/, '')}\r\n`;
  expect(createHash('sha256').update(body).digest('base64')).toBe(tags.bh);
  const signed = (tags.h ?? '')
    .split(':')
    .map((name) => fields.find((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`)) ?? '');
  const unsigned = relaxed(signature.replace(/([;\s]b=)[^;]*$/, '$1'));
  const text = [...signed.map(relaxed), unsigned].join('\r\n');
  expect(
    verify('sha256', Buffer.from(text), createPublicKey(publicKey), Buffer.from(tags.b ?? '', 'base64')),
  ).toBe(true);
});

test('a recipient that is busy or full defers that mail alone', async () => {
  const mails = [newMail(), newMail(), newMail()];
  server.fail((recipient) => {
    if (recipient === mails[0]?.recipient) return 'greylisted';
    return recipient === mails[1]?.recipient ? 'full' : null;
  });
  expect(await server.mailer.send(mails, now)).toMatchObject([
    { kind: 'deferred', of: 'mail', reason: 'recipient-busy' },
    { kind: 'deferred', of: 'mail', reason: 'recipient-busy' },
    { kind: 'accepted' },
  ]);
  expect(server.mailer.takes(now)).toBeGreaterThan(1);
});

test('a connection that ends before any of the mail was given defers it: it was not taken for certain', async () => {
  server.fail(() => 'cut-early');
  const mail = newMail();
  expect(await server.mailer.send([mail], now)).toMatchObject([
    { kind: 'deferred', of: 'provider', reason: 'provider-away' },
  ]);
  server.fail(() => null);
  now += 86_400_000;
  expect(await server.mailer.send([mail], now)).toMatchObject([{ kind: 'accepted' }]);
  expect(server.journal.filter(({ intentId }) => intentId === mail.intentId)).toHaveLength(1);
});

test('an address of another script goes to a server that knows SMTPUTF8', async () => {
  const mail = newMail({ recipient: 'zoë@bücher.example' });
  expect(await server.mailer.send([mail], now)).toMatchObject([{ kind: 'accepted' }]);
  expect(server.journal.at(-1)?.recipients[0]).toMatch(/^zoë@/);
});

test('bounces go to the return path, which the reader does not see, and without one to the sender', async () => {
  const envelopes = async (...mails: ReturnType<typeof newMail>[]) => {
    const before = server.envelopes.length;
    expect((await server.mailer.send(mails, now)).map(({ kind }) => kind)).toEqual(
      mails.map(() => 'accepted'),
    );
    return server.envelopes.slice(before);
  };
  expect(await envelopes(newMail({ returnPath: 'b+token@bounces.example.com' }))).toEqual([
    'b+token@bounces.example.com',
  ]);
  expect(server.raw.at(-1)).not.toContain('b+token@');
  expect(await envelopes(newMail())).toEqual(['ada@example.com']);
});
