import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readConfig } from './config.ts';
import { openMailer, sayWhereMailGoes } from './start-up/open-mailer.ts';

const problemsOf = (environment: Record<string, string>) => {
  const read = readConfig(environment, []);
  return read.ok ? [] : read.problems;
};
const mailOf = (environment: Record<string, string>) => {
  const read = readConfig(environment, []);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config.mail;
};
const FROM = { MAIL_FROM: 'Ada <ada@example.com>' };
const KEYS: [string, Record<string, string>][] = [
  ['smtp', { SMTP_URL: 'smtp://user:hunter2@mail.example.com:587' }],
  ['resend', { MAIL_PROVIDER: 'resend', RESEND_API_KEY: 're_1' }],
  ['postmark', { MAIL_PROVIDER: 'postmark', POSTMARK_SERVER_TOKEN: 'token' }],
  ['sendgrid', { MAIL_PROVIDER: 'sendgrid', SENDGRID_API_KEY: 'SG.1' }],
  ['mailgun', { MAIL_PROVIDER: 'mailgun', MAILGUN_API_KEY: 'key', MAILGUN_DOMAIN: 'mg.example.com' }],
  [
    'ses',
    {
      ...{ MAIL_PROVIDER: 'ses', AWS_REGION: 'eu-central-1' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
    },
  ],
];

test.each(KEYS)('mail goes by %s with SEND=1, and into the captured mailbox without', async (name, keys) => {
  const sends = openMailer(mailOf({ ...keys, ...FROM, SEND: '1' }));
  const captures = openMailer(mailOf({ ...keys, ...FROM }));
  expect([sends.name, sends.captures, sends.from]).toEqual([name, false, 'Ada <ada@example.com>']);
  expect([captures.name, captures.captures, captures.from]).toEqual([
    'captured',
    true,
    'Ada <ada@example.com>',
  ]);
  expect(sayWhereMailGoes(mailOf({ ...keys, ...FROM, SEND: '1' }))).toContain(`mail leaves by ${name}`);
  expect(sayWhereMailGoes(mailOf({ ...keys, ...FROM }))).toContain('mail is captured');
  await sends.close();
});

test('SEND=1 without a way out or a sender is refused, with all that is missing', () => {
  expect(problemsOf({ SEND: '1' })).toEqual([
    expect.stringContaining('SMTP_URL'),
    expect.stringContaining('MAIL_FROM'),
  ]);
});

test('every setting that a provider misses is named at once', () => {
  expect(problemsOf({ MAIL_PROVIDER: 'ses', SEND: '1' })).toEqual([
    'AWS_REGION is missing for MAIL_PROVIDER=ses. Write it like eu-central-1.',
    'AWS_ACCESS_KEY_ID is missing for MAIL_PROVIDER=ses. Its user needs ses:SendEmail.',
    'AWS_SECRET_ACCESS_KEY is missing for MAIL_PROVIDER=ses. It belongs to AWS_ACCESS_KEY_ID.',
    expect.stringContaining('MAIL_FROM'),
  ]);
  expect(problemsOf({ MAIL_PROVIDER: 'smtp' })).toEqual([expect.stringContaining('SMTP_URL is missing')]);
});

test('wrong settings of mail are named with what to write instead', () => {
  expect(
    problemsOf({
      ...{ MAIL_PROVIDER: 'pigeon', MAIL_FROM: 'Ada', SMTP_URL: 'http://mail', MAILGUN_REGION: 'mars' },
      DKIM_PRIVATE_KEY: 'not a key',
    }),
  ).toEqual([
    'MAIL_PROVIDER: "pigeon" is not a provider. Choose from smtp, resend, postmark, sendgrid, mailgun, ses.',
    'MAIL_FROM: "Ada" is not a sender. Write it like ada@example.com or Ada Lovelace <ada@example.com>.',
    'SMTP_URL is not a mail server. Write it like smtp://user:password@host:587.',
    'DKIM_PRIVATE_KEY is not an RSA private key in PEM. Line breaks may be written \\n.',
    'MAILGUN_REGION: "mars" is neither us nor eu.',
  ]);
});

test('a secret is never repeated', () => {
  const secrets = {
    ...{ RESEND_API_KEY: 'hunter2\n', POSTMARK_SERVER_TOKEN: 'hunter2 x', SENDGRID_API_KEY: 'hunter2\t' },
    ...{ MAILGUN_API_KEY: 'hunter2 ü', AWS_SECRET_ACCESS_KEY: 'hunter2 ', AWS_SESSION_TOKEN: 'hunter2 1' },
    ...{ DKIM_PRIVATE_KEY: 'hunter2', SMTP_URL: 'ftp://user:hunter2@host' },
  };
  const problems = problemsOf(secrets);
  expect(problems).toHaveLength(Object.keys(secrets).length);
  expect(problems.join('\n')).not.toContain('hunter2');
});

test('DKIM takes all of its settings or none, since half of them would send mail unsigned', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const smtp = { SMTP_URL: 'smtp://mail.example.com' };
  const dkim = { DKIM_DOMAIN: 'example.com', DKIM_SELECTOR: 'crest' };
  expect(problemsOf({ ...smtp, ...dkim })).toEqual([
    'DKIM_PRIVATE_KEY is missing: DKIM needs all three of its settings.',
  ]);
  const inOneLine = privateKey.replaceAll('\n', '\\n');
  expect(mailOf({ ...smtp, ...dkim, DKIM_PRIVATE_KEY: inOneLine }).provider).toEqual({
    ...{ name: 'smtp', url: 'smtp://mail.example.com' },
    dkim: { domainName: 'example.com', keySelector: 'crest', privateKey },
  });
});
