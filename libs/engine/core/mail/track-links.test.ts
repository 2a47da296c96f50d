import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { refuseAddress } from './link-address.ts';
import { scanHtml } from './scan-html.ts';
import { redirectHtml, redirectText } from './track-links.ts';

const numbered = () => {
  const seen: string[] = [];
  return { seen, redirect: (address: string) => `https://t/${seen.push(address)}` };
};

describe('in text', () => {
  test.each<[string, string, string[]]>([
    ['See https://a.example/x?y=1.', 'See https://t/1.', ['https://a.example/x?y=1']],
    [
      '(https://a.example/x), http://b.example',
      '(https://t/1), https://t/2',
      ['https://a.example/x', 'http://b.example'],
    ],
    ['https://en.example/wiki/A_(b)', 'https://t/1', ['https://en.example/wiki/A_(b)']],
    ['mail ada@a.example or ftp://a.example', 'mail ada@a.example or ftp://a.example', []],
    ['https:// and http://', 'https:// and http://', []],
  ])('%s', (text, expected, addresses) => {
    const { seen, redirect } = numbered();
    expect(redirectText(text, redirect)).toBe(expected);
    expect(seen).toEqual(addresses);
  });
});

describe('in HTML', () => {
  const track = (html: string) => {
    const { seen, redirect } = numbered();
    return [redirectHtml(html, scanHtml(html), redirect, '<img>'), seen];
  };

  test.each<[string, string, string[]]>([
    [
      '<a href="https://a.example/?x=1&amp;y=2">A</a>',
      '<a href="https://t/1">A</a><img>',
      ['https://a.example/?x=1&y=2'],
    ],
    ['<a href=https://a.example>A</a>', '<a href="https://t/1">A</a><img>', ['https://a.example']],
    [
      '<body><a href="https://a.example">A</a></body>',
      '<body><a href="https://t/1">A</a><img></body>',
      ['https://a.example'],
    ],
    [
      '<a href="mailto:x@a.example">x</a><a href="tel:+1">y</a><a href="#top">z</a>',
      '<a href="mailto:x@a.example">x</a><a href="tel:+1">y</a><a href="#top">z</a><img>',
      [],
    ],
    [
      '<img src="https://a.example/x.png"><link href="https://a.example/x.css">',
      '<img src="https://a.example/x.png"><link href="https://a.example/x.css"><img>',
      [],
    ],
    ['https://a.example', 'https://a.example<img>', []],
  ])('%s', (html, expected, addresses) => {
    expect(track(html)).toEqual([expected, addresses]);
  });

  test('whatever the redirect is, it stays inside its quotes', () => {
    const html = '<a href="https://a.example">A</a>';
    fc.assert(
      fc.property(fc.string(), (answer) => {
        const rewritten = redirectHtml(html, scanHtml(html), () => answer, '');
        expect(scanHtml(rewritten).attributes.map(({ value }) => value)).toEqual([answer]);
      }),
    );
  });
});

describe('an address in a mail', () => {
  test.each([
    ['href', 'https://a.example'],
    ['href', 'mailto:a@a.example'],
    ['href', 'tel:+4930'],
    ['href', '#top'],
    ['src', 'cid:logo'],
    ['src', 'data:image/png;base64,AA'],
  ])('%s=%s may stand there', (name, address) => {
    expect(refuseAddress(name, address)).toBeNull();
  });

  test.each([
    ['href', 'javascript:alert(1)'],
    ['href', ' \u0001JAVA\nSCRIPT:alert(1)'],
    ['href', 'data:text/html,x'],
    ['href', 'vbscript:x'],
    ['href', 'file:///etc/passwd'],
    ['href', '/pricing'],
    ['href', '//a.example'],
    ['href', 'a.example'],
    ['href', ''],
    ['src', 'mailto:a@a.example'],
    ['src', 'data:image/svg+xml,<svg onload=x>'],
    ['src', '#top'],
  ])('%s=%s may not', (name, address) => {
    expect(refuseAddress(name, address)).not.toBeNull();
  });
});

test('an address that is mostly marks is read once', () => {
  const start = process.cpuUsage();
  const address = `https://a.example/${'.'.repeat(100_000)}x`;
  expect(redirectText(`See ${address}.`, () => 'elsewhere')).toBe(`See ${address}.`);
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
});

test('an address that is too long to lead on to is left as it stands', () => {
  const to = (length: number) => `https://a.example/${'a'.repeat(length - 'https://a.example/'.length)}`;
  expect(redirectText(to(4_000), () => 'elsewhere')).toBe('elsewhere');
  expect(redirectText(to(4_001), () => 'elsewhere')).toBe(to(4_001));
});
