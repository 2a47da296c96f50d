import { expect, test } from '@jest/globals';
import { isForged } from './forged-sender.ts';

const checked = (from: string, ...results: string[]) =>
  isForged({
    headers: results.map((value) => ({ name: 'authentication-results', value })),
    senders: from.split(' '),
  });

test('a sender is forged where DMARC failed and its domain has such mail refused', () => {
  expect(checked('ana@example.com', 'mx; dmarc=fail (p=REJECT dis=NONE) header.from=example.com')).toBe(true);
  expect(checked('ana@example.com', 'mx; dmarc=fail policy.published-domain-policy=quarantine')).toBe(true);
  for (const action of ['oreject', 'o.reject', 'reject', 'quarantine', 'pct.quarantine'])
    expect(checked('ana@example.com', `spf=fail; dmarc=fail action=${action} header.from=example.com`)).toBe(
      true,
    );
  expect(checked('ana@example.com', 'spf=fail; dmarc=fail action=none header.from=example.com')).toBe(false);
  expect(checked('ana@example.com', 'mx; dmarc=fail (p=NONE) header.from=example.com')).toBe(false);
  expect(checked('ana@example.com')).toBe(false);
});

test('a sender is forged where the server looked at another domain, or at one of several senders', () => {
  expect(checked('ana@example.com', 'mx; spf=pass; dmarc=pass header.from=evil.example')).toBe(true);
  expect(checked('ana@example.com', 'dmarc=none header.from=notexample.com; dkim=none')).toBe(true);
  expect(checked('ana@example.com eve@evil.example', 'mx; dmarc=pass header.from=example.com')).toBe(true);
});

test('a server may name the domain as it does: with the address, the one above, in other letters', () => {
  const named = (from: string, domain: string) =>
    checked(from, `mx; dmarc=pass (p=NONE) header.from=${domain}`);
  expect(named('ana@example.com', 'EXAMPLE.com')).toBe(false);
  expect(named('ana@example.com', 'ana@example.com')).toBe(false);
  expect(named('ana@mail.example.com', 'example.com')).toBe(false);
  expect(named('ana@bücher.example', 'xn--bcher-kva.example')).toBe(false);
  expect(checked('ana@example.com', 'mx; spf=pass smtp.mailfrom=x', 'mx; dkim=pass header.i=@x')).toBe(false);
});

test('the line of the check counts, not one in which a forger had the server write as much', () => {
  const failing = 'mx; dmarc=fail (p=REJECT) header.from=example.com';
  for (const sender of [
    'x dmarc=pass',
    '"x; dmarc=pass"@evil.example',
    '"; dmarc=pass header.from=example.com"',
  ])
    expect(checked('ana@example.com', `mx; spf=fail smtp.mailfrom=${sender}`, failing)).toBe(true);
});
