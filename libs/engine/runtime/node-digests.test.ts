import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { portableDigests } from '#engine';
import { nodeDigests } from './node-digests.ts';

test("Node's digests are those that run everywhere", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(nodeDigests.sha1(bytes)).toBe(portableDigests.sha1(bytes));
      expect(nodeDigests.sha256(bytes)).toBe(portableDigests.sha256(bytes));
    }),
  );
});
