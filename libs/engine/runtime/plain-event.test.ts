import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventSchema } from './incoming.ts';
import { isPlainEvent } from './plain-event.ts';

const WHOLE = {
  eventId: 'reply-1',
  type: 'replied',
  name: 'Größe',
  occurredAt: '2026-01-05T09:00:00Z',
  touch: '6d2b1b53-6d2e-4d0c-9f0c-0b5f6c1a7e01',
  enrollmentId: '6d2b1b53-6d2e-5d0c-9f0c-0b5f6c1a7e01',
  step: 'intro',
  contact: 'contact-1',
  sequence: 'outbound',
  value: 1.5,
  machine: false,
  machineReason: 'prefetch',
  properties: { url: 'https://example.com', list: [1, null, { a: true }] },
};

test('an event as programs send it is plain', () => {
  expect(isPlainEvent(WHOLE)).toBe(true);
});

test('what is plain passes the schema as it is', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 210 }),
    fc.constantFrom('\0', '\ud800', 'a@example.com', '', 'EUR', null, undefined, Number.NaN, -0, 1e308, []),
    fc.constantFrom(
      '6D2B1B53-6d2e-4d0c-9f0c-0b5f6c1a7e01',
      '6d2b1b53-6d2e-0d0c-9f0c-0b5f6c1a7e01',
      'x'.repeat(43),
    ),
    fc.anything({ maxDepth: 3, withNullPrototype: true, withDate: true }),
  );
  const fields = fc.record(
    Object.fromEntries(
      Object.entries({ ...WHOLE, currency: 'EUR' }).map(([field, value]) => [
        field,
        fc.oneof({ arbitrary: fc.constant(value), weight: 150 }, { arbitrary: odd, weight: 1 }),
      ]),
    ),
    { requiredKeys: ['type', 'occurredAt'] },
  );
  const withMore = fc.tuple(fields, odd).map(([event, more]) => ({ ...event, more }));
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof({ arbitrary: fields, weight: 20 }, withMore, odd), (event) => {
      if (!isPlainEvent(event)) return;
      plain++;
      const read = eventSchema.safeParse(event);
      expect(read.error).toBeUndefined();
      expect(read.data).toEqual(event);
    }),
    { numRuns: 3_000 },
  );
  // It says no where only the schema can tell, and not to everything.
  expect(plain).toBeGreaterThan(100);
});

test('what the schema refuses or writes otherwise is not plain', () => {
  for (const odd of [
    { name: 'a@example.com' },
    { enrollmentId: '6d2b1b53-6d2e-0d0c-9f0c-0b5f6c1a7e01' },
    { touch: '6D2B1B53-6D2E-4D0C-9F0C-0B5F6C1A7E01' },
    { touch: '-'.repeat(36) },
    { currency: 'eur' },
    { currency: 'EUR\n' },
    { value: Number.POSITIVE_INFINITY },
    { contact: 'x'.repeat(201) },
    { contact: '' },
    { step: 'a\0' },
    { properties: { 'na\0me': 1 } },
    { properties: { list: [['\ud800']] } },
    { properties: [] },
  ])
    expect([odd, isPlainEvent({ ...WHOLE, ...odd })]).toEqual([odd, false]);
});
