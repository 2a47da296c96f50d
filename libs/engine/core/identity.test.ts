import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  enrollmentId,
  eventId,
  intentId,
  NAMESPACE,
  outsideEventId,
  PARTITIONS,
  partitionOf,
  uuidV5,
} from './identity.ts';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

test('the example of RFC 9562 comes out', () => {
  expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('any name hashes as SHA-1 does it, with version 5 and the variant in place', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ unit: 'grapheme' }), (namespace, name) => {
      const hash = createHash('sha1')
        .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
        .update(name)
        .digest('hex');
      const id = uuidV5(namespace, name).replaceAll('-', '');
      expect(id[12]).toBe('5');
      expect('89ab').toContain(id[16]);
      expect(id.slice(0, 12) + id.slice(13, 16) + id.slice(17)).toBe(
        hash.slice(0, 12) + hash.slice(13, 16) + hash.slice(17, 32),
      );
    }),
  );
});

test('parts of a name never run together', () => {
  expect(enrollmentId('ab', 'c', 'd', 1)).not.toBe(enrollmentId('a', 'bc', 'd', 1));
  expect(enrollmentId('a', 'b', 'c', 11)).not.toBe(enrollmentId('a', 'b', 'c1', 1));
  expect(outsideEventId('w', 'a,b', 'c')).not.toBe(outsideEventId('w', 'a', 'b,c'));
});

test('ids are the same every time and differ between kinds', () => {
  const enrollment = enrollmentId('default', 'b2b-outbound', 'c-1', 1);
  const intent = intentId(enrollment, 3);
  expect(enrollmentId('default', 'b2b-outbound', 'c-1', 1)).toBe(enrollment);
  expect(new Set([enrollment, intent, eventId(intent, 'sent'), eventId(intent, 'reached')]).size).toBe(4);
  expect(new Set(Object.values(NAMESPACE)).size).toBe(Object.keys(NAMESPACE).length);
});

test('the partition is the number of the enrollment, or the first 4 bytes of the hash of the subject', () => {
  expect(partitionOf(4_294_967_295)).toBe(7);
  expect(partitionOf(16)).toBe(0);
  fc.assert(
    fc.property(fc.string(), (subject) => {
      expect(partitionOf(subject)).toBe(
        createHash('sha256').update(subject).digest().readUInt32BE(0) % PARTITIONS,
      );
    }),
  );
});
