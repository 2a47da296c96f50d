import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AddressPurpose, readSignedAddress, signedAddress } from './signed-address.ts';
import { TouchTokens } from './touch-token.ts';

const tokens = new TouchTokens(new Uint8Array(32).fill(7));
const others = new TouchTokens(new Uint8Array(32).fill(8));
const purposes: AddressPurpose[] = ['reply', 'bounce'];
const made = fc.record({ purpose: fc.constantFrom(...purposes), intentId: fc.uuid() });
const make = ({ purpose, intentId }: { purpose: AddressPurpose; intentId: string }) =>
  signedAddress(tokens, purpose, intentId, 'in.example');

test('an address is read back as the touch it names, in whatever case it comes', () => {
  fc.assert(
    fc.property(made, (what) => {
      const address = make(what);
      expect(address.split('@')[0]?.length).toBeLessThanOrEqual(64);
      for (const written of [address, address.toUpperCase(), ` ${address}`])
        expect(readSignedAddress(tokens, written)).toEqual(what);
    }),
  );
});

test('an address with any letter changed is none, nor one cut, made longer, of another purpose or another installation', () => {
  fc.assert(
    fc.property(made, fc.nat({ max: 51 }), fc.constantFrom(...'abcxyz2347+019@.='), (what, at, letter) => {
      const address = make(what);
      const changed = `${address.slice(0, 2 + at)}${letter}${address.slice(3 + at)}`;
      if (changed !== address) expect(readSignedAddress(tokens, changed)).toBeNull();
      const swapped = (address.startsWith('r') ? 'b' : 'r') + address.slice(1);
      for (const wrong of [swapped, address.replace('@', 'a@'), address.replace(/.@/, '@'), address.slice(2)])
        expect(readSignedAddress(tokens, wrong)).toBeNull();
      expect(readSignedAddress(others, address)).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});
