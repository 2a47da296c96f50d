import { expect, test } from '@jest/globals';
import { signAws } from './aws-signature.ts';

const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 'service',
};
const now = Date.parse('2015-08-30T12:36:00Z');
const sign = (
  method: string,
  headers: Record<string, string> = {},
  url = 'https://example.amazonaws.com/',
  body = '',
) => signAws({ method, url, headers, body }, keys, now).authorization;

// The vectors of AWS's own test suite for Signature Version 4.
test.each([
  ['get-vanilla', sign('GET'), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', sign('POST'), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    sign('POST', { 'Content-Type': 'application/x-www-form-urlencoded' }, undefined, 'Param1=value1'),
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
])('a request is signed as in the vector %s', (_, authorization, signature) => {
  expect(authorization).toContain(`Signature=${signature}`);
  expect(authorization).toContain('Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request');
});

test('a token of a role is sent and signed', () => {
  const headers = signAws(
    { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: '' },
    { ...keys, sessionToken: 'token' },
    now,
  );
  expect(headers).toMatchObject({ 'x-amz-security-token': 'token', 'x-amz-date': '20150830T123600Z' });
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
});
