import { expect, test } from '@jest/globals';
import { loggedEvent, randomEvents, randomNumbers } from '../../../test/support/random-events.ts';
import { encodeEvent, encodeParsed } from './encode-event.ts';
import { encodePlain } from './encode-plain.ts';

const events = randomEvents(5, 200);
const bodies = events.map((event) => JSON.stringify(event));
// The first of each order of keys is parsed.
for (const body of bodies) encodeEvent(body);

test('an event with nothing out of the ordinary is not parsed, and has the row that parsing gives', () => {
  let plain = 0;
  for (const [index, body] of bodies.entries()) {
    const row = encodePlain(body);
    if (events[index]?.type === 'assigned') expect(row).toBeNull();
    else plain++;
    expect(encodeEvent(body)).toEqual(encodeParsed(body));
  }
  expect(plain).toBeGreaterThan(1000);
});

const odd: [string, object][] = [
  ['a quote in a text', { name: 'a "quoted" one' }],
  ['a comma and a brace in a text', { name: 'a, {b}', properties: { 'c,d': '{"e":[1,2]}' } }],
  ['an emoji', { name: '\u{1f600}' }],
  ['half a surrogate pair', { name: '\ud83d' }],
  ['umlauts', { name: 'Zoë ÄÖÜ €' }],
  ['a control character', { name: 'a\u0000b\nc' }],
  ['a line separator', { name: '\u2028' }],
  [
    'nested properties',
    { properties: { a: { type: 'sent', b: [1, 2.5e300, null, true] }, '10': 1, '2': 2 } },
  ],
  ['a key of the event within the properties', { properties: { eventId: 'x', schema: 2, receivedAt: null } }],
  ['arms', { arms: { x: 'a', '1': 'b' } }],
  ['an arm that is no text', { arms: { x: 1 } }],
  ['a value', { value: 12.5 }],
  ['a whole value', { value: 12 }],
  ['a large value', { value: 1e300 }],
  ['a soft bounce', { type: 'bounced', properties: { kind: 'soft' } }],
  ['a named conversion', { type: 'converted', name: 'order' }],
];

test.each(odd)('%s gives what parsing gives', (_, fields) => {
  const body = JSON.stringify(loggedEvent(fields));
  encodeEvent(body);
  expect(encodeEvent(body)).toEqual(encodeParsed(body));
});

test('a text that is changed anywhere gives what parsing gives, be it a row or a reason', () => {
  const random = randomNumbers(7);
  const below = (n: number) => Math.floor(random() * n);
  const pieces = [
    '"',
    ',',
    '{',
    '}',
    '[',
    ']',
    ':',
    '\\',
    '0',
    '-',
    '.',
    'e',
    'null',
    'true',
    ' ',
    '\n',
    'é',
    '""',
  ];
  let rows = 0;
  for (let nth = 0; nth < 20_000; nth++) {
    const body = bodies[below(bodies.length)] ?? '';
    const at = below(body.length);
    const piece = pieces[below(pieces.length)] ?? '';
    const changed = body.slice(0, at) + piece + body.slice(at + below(4));
    const encoded = encodeEvent(changed);
    if (encoded.ok) rows++;
    if (JSON.stringify(encoded) !== JSON.stringify(encodeParsed(changed))) {
      expect({ changed, encoded }).toEqual({ changed, encoded: encodeParsed(changed) });
    }
  }
  expect(rows).toBeGreaterThan(1000);
});

test('fields that trade their values give what parsing gives', () => {
  const random = randomNumbers(8);
  for (let nth = 0; nth < 20_000; nth++) {
    const event = { ...events[Math.floor(random() * events.length)] };
    const names = Object.keys(event);
    const values: unknown[] = Object.values(event);
    const [a, b] = [Math.floor(random() * names.length), Math.floor(random() * names.length)];
    const traded = Object.fromEntries(
      names.map((name, index) => [name, index === a ? values[b] : index === b ? values[a] : values[index]]),
    );
    const body = JSON.stringify(traded);
    const encoded = encodeEvent(body);
    if (JSON.stringify(encoded) !== JSON.stringify(encodeParsed(body)))
      expect({ body, encoded }).toEqual({ body, encoded: encodeParsed(body) });
  }
});
