import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type TokenPurpose, TouchTokens } from './touch-token.ts';

const tokens = new TouchTokens(new Uint8Array(32).fill(7));
const purposes: TokenPurpose[] = ['open', 'click', 'unsubscribe', 'reply', 'bounce', 'message'];
const made = fc.record({ purpose: fc.constantFrom(...purposes), intentId: fc.uuid(), other: fc.uuid() });
const linkOf = (purpose: TokenPurpose, id: string) => (purpose === 'click' ? id : undefined);
const make = ({ purpose, intentId, other }: { purpose: TokenPurpose; intentId: string; other: string }) =>
  tokens.make(purpose, intentId, linkOf(purpose, other));

test('a token is read back as the touch and the link it names', () => {
  fc.assert(
    fc.property(made, (what) => {
      const linkId = linkOf(what.purpose, what.other) ?? null;
      expect(tokens.read(what.purpose, make(what))).toEqual({ intentId: what.intentId, linkId });
    }),
  );
});

test('a token with any bit flipped is none, and one with any letter changed', () => {
  fc.assert(
    fc.property(made, fc.nat(), fc.constantFrom(...'ABCabc019-_=+/ '), (what, at, letter) => {
      const token = make(what);
      const bytes = Buffer.from(token, 'base64url');
      const bit = at % (bytes.length * 8);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(tokens.read(what.purpose, bytes.toString('base64url'))).toBeNull();
      const index = at % token.length;
      const changed = token.slice(0, index) + letter + token.slice(index + 1);
      if (changed !== token) expect(tokens.read(what.purpose, changed)).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

test('a token is none for another purpose, in another installation, cut, or made longer', () => {
  fc.assert(
    fc.property(made, fc.constantFrom(...purposes), fc.nat({ max: 70 }), (what, purpose, cut) => {
      const token = make(what);
      if (purpose !== what.purpose) expect(tokens.read(purpose, token)).toBeNull();
      expect(new TouchTokens(new Uint8Array(32)).read(what.purpose, token)).toBeNull();
      if (cut < token.length) expect(tokens.read(what.purpose, token.slice(0, cut))).toBeNull();
      expect(tokens.read(what.purpose, `${token}A`)).toBeNull();
    }),
  );
});

test('no text at all breaks the reader', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => expect(tokens.read('click', text)).toBeNull()),
  );
});
