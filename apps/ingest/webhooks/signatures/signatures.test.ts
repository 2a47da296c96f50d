import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkMailgun, mailgunSignature } from './mailgun.ts';
import { checkSharedSecret } from './shared-secret.ts';
import { certificateAddress, keyOfCertificate, snsAddress } from './sns.ts';
import { checkStandardWebhooks, standardWebhooksSecret } from './standard-webhooks.ts';
import { isTimely } from './verdict.ts';

const NOW = Date.parse('2026-01-05T12:00:00Z');
const at = String(NOW / 1000);

describe('Standard Webhooks', () => {
  const secret = standardWebhooksSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw') ?? new Uint8Array();
  const body = Buffer.from('{"a":1}');
  const right = createHmac('sha256', secret).update(`msg_1.${at}.`).update(body).digest('base64');
  const check = (signature: string, now = NOW, names = 'webhook') =>
    checkStandardWebhooks(
      {
        headers: {
          ...{ [`${names}-id`]: 'msg_1', [`${names}-timestamp`]: at, [`${names}-signature`]: signature },
        },
        ...{ body, now },
      },
      [Buffer.from('another secret, being changed'), secret],
    );

  test('any signature of the list will do, under any secret and either name of the headers', () => {
    expect(check(`v1,${right}`)).toBe('valid');
    expect(check(`v1,AAAA v2,${right} v1,${right}`, NOW, 'svix')).toBe('valid');
  });

  test('one of another version, of other bytes or none is refused', () => {
    expect([check(`v2,${right}`), check(right), check('v1,'), check(`v1,${right}x`)]).toEqual(
      Array(4).fill('wrong'),
    );
    expect(check('')).toBe('missing');
  });

  test('five minutes are the limit, both ways', () => {
    const minutes = (count: number) => check(`v1,${right}`, NOW + count * 60_000);
    expect([minutes(5), minutes(-5), minutes(5.02), minutes(-5.02)]).toEqual([
      ...['valid', 'valid', 'untimely', 'untimely'],
    ]);
  });
});

describe('Mailgun', () => {
  const signature = createHmac('sha256', 'key-of-mailgun').update(`${at}token`).digest('hex');
  const given = { timestamp: at, token: 'token', signature };

  test('a form has Mailgun’s own fields last, after variables of the same name', () => {
    const form = { signature: ['mine', signature], token: ['mine', 'token'], timestamp: ['mine', at] };
    expect(mailgunSignature(form)).toEqual(given);
  });

  test.each([null, 'text', [], {}, { signature: null }, { signature: { token: 'token' } }])(
    '%j has no signature',
    (payload) => expect(mailgunSignature(payload)).toBeNull(),
  );

  test('any key will do, the time counts', () => {
    expect(checkMailgun(given, ['other-key', 'key-of-mailgun'], NOW)).toBe('valid');
    expect(checkMailgun({ ...given, token: 'tokem' }, ['key-of-mailgun'], NOW)).toBe('wrong');
    expect(checkMailgun(given, ['key-of-mailgun'], NOW + 26 * 3_600_000)).toBe('untimely');
    expect(checkMailgun(given, [], NOW)).toBe('wrong');
  });
});

test('a time that is none is not timely', () => {
  for (const text of ['', 'now', '-1', '1e3', `${at}.5`, `${at}0000`]) {
    expect([text, isTimely(text, NOW, 1000)]).toEqual([text, false]);
  }
});

test('a secret may come as a password, a token or a header, and no prefix of it will do', () => {
  const check = (headers: Record<string, string>) =>
    checkSharedSecret({ headers, body: Buffer.alloc(0), now: NOW }, ['s3cret:with-colon']);
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  expect([
    check(basic('user:s3cret:with-colon')),
    check({ authorization: 'Bearer s3cret:with-colon' }),
    check({ 'x-webhook-secret': 's3cret:with-colon' }),
  ]).toEqual(['valid', 'valid', 'valid']);
  expect([check(basic('user:s3cret')), check(basic('user:')), check({ 'x-webhook-secret': 's' })]).toEqual([
    ...['wrong', 'wrong', 'wrong'],
  ]);
  expect([check({}), check({ authorization: 'Digest x' })]).toEqual(['missing', 'missing']);
});

test('only certificates at Amazon SNS are asked for', () => {
  const host = 'sns.us-east-1.amazonaws.com';
  expect(
    certificateAddress({ SigningCertURL: `https://${host}/SimpleNotificationService-9c6465fa.pem` })
      ?.hostname,
  ).toBe(host);
  expect(
    certificateAddress({ SigningCertURL: `https://${host}.cn/SimpleNotificationService-9c.pem` })?.hostname,
  ).toBe(`${host}.cn`);
  expect(certificateAddress({})).toBeNull();
  expect(snsAddress(`https://${host}./a.pem`)).toBeNull();
  expect(snsAddress(`https://sns.x.amazonaws.com/a.pem`)).toBeNull();
  expect(keyOfCertificate('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBeNull();
});

test('a certificate that the API of Amazon SNS repeats to whoever asks is nobody’s', () => {
  const host = 'https://sns.us-east-1.amazonaws.com';
  for (const path of [
    '/?Action=GetEndpointAttributes&EndpointArn=x&.pem',
    '/x.pem?Action=GetEndpointAttributes&EndpointArn=x',
    '/SimpleNotificationService-9c.pem?Action=GetEndpointAttributes',
    '/a.pem',
    '/a/SimpleNotificationService-9c.pem',
  ]) {
    expect([path, certificateAddress({ SigningCertURL: host + path })]).toEqual([path, null]);
  }
});
