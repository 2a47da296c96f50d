import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventSchema } from './incoming.ts';
import { readPlainEvent } from './plain-event.ts';

const ID = '0b3d6c0e-7f0f-5a4e-9d53-1f1f6a1f2b3c';
const opened = { eventId: 'e-1', type: 'opened', occurredAt: '2026-01-05T09:00:00Z', touch: ID };

test('an ordinary event is plain', () => {
  const visit = {
    ...opened,
    properties: { url: 'https://example.com/?a=b', width: 3, muted: null, big: true },
  };
  expect(readPlainEvent(opened)).toEqual(opened);
  expect(readPlainEvent({ ...visit, properties: { url: 'x' }, machine: true })).toEqual({
    ...visit,
    properties: { url: 'x' },
    machine: true,
  });
});

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.constantFrom('', 'x\0', '\ud800', ID, ID.toUpperCase(), 'a'.repeat(201), 'A'.repeat(43), 'é'),
  fc.constantFrom(null, undefined, true, 2 ** 53 + 2, -0, 1.5, [], {}, { a: { b: 1 } }, { '\0': 1 }, ['x']),
  fc.jsonValue(),
);
const fields = [...Object.keys(eventSchema.shape), 'constructor', '__proto__', 'unknown'];
const events = fc
  .array(fc.tuple(fc.constantFrom(...fields), odd), { maxLength: 4 })
  .map((changes) => Object.fromEntries([...Object.entries(opened), ...changes]));

test('whatever is taken for plain the schema takes too, and reads the same', () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof(events, odd), (raw) => {
      const read = readPlainEvent(raw);
      if (read === null) return;
      plain++;
      expect(eventSchema.safeParse(raw)).toEqual({ success: true, data: read });
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(100);
});
