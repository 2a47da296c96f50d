import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scanHtml } from './scan-html.ts';

const written = (html: string) =>
  scanHtml(html).attributes.map(({ tag, name, value, start, end }) => [
    tag,
    name,
    value,
    html.slice(start, end),
  ]);

test.each<[string, string[][]]>([
  [
    '<a href="https://x.example/?a=1&amp;b=2">',
    [['a', 'href', 'https://x.example/?a=1&b=2', 'https://x.example/?a=1&amp;b=2']],
  ],
  ["<A HREF = 'x'>", [['a', 'href', 'x', 'x']]],
  ['<a href=x id>', [['a', 'href', 'x', 'x']]],
  ['<a href=&#104;i>', [['a', 'href', 'hi', '&#104;i']]],
  ['<a href="&#106;avascript:x">', [['a', 'href', 'javascript:x', '&#106;avascript:x']]],
  [
    '<a href="" title=\'a"b\'>',
    [
      ['a', 'href', '', ''],
      ['a', 'title', 'a"b', 'a"b'],
    ],
  ],
  ['<!-- <a href="x"> --><style>a[href="y"]{}</style>', []],
])('the attributes of %s are found where they are written', (html, expected) => {
  expect(written(html)).toEqual(expected);
});

describe('the end of the body', () => {
  test.each([
    ['<body><p>x</p></body></html>', '</body></html>'],
    ['<p>x</p>', ''],
  ])('of %s', (html, rest) => {
    expect(html.slice(scanHtml(html).bodyEnd)).toBe(rest);
  });
});

test('a tag that does not end is told', () => {
  expect(scanHtml('<a href="x>text').isClosed).toBe(false);
  expect(scanHtml('<a href="x">text<br/>').isClosed).toBe(true);
});

test('of any text, every attribute lies inside it and none overlaps another', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    'a',
    ' ',
    '=',
    '"',
    "'",
    '&amp;',
    '/',
    '!--',
    '-->',
    'href',
    'style',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = pieces.join('');
      let last = 0;
      for (const { start, end } of scanHtml(html).attributes) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(html.length);
        last = end;
      }
    }),
    { numRuns: 2_000 },
  );
});
