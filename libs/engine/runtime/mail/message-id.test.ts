import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBase32 } from './base-32.ts';
import { messageId, readMessageId } from './message-id.ts';
import { type TokenPurpose, TouchTokens } from './touch-token.ts';

const tokens = new TouchTokens(new Uint8Array(32).fill(7));
const others = new TouchTokens(new Uint8Array(32).fill(8));
const purposes: TokenPurpose[] = ['open', 'unsubscribe', 'reply', 'bounce'];
const intents = fc.uuid({ version: 5 });
const from = '"a@b, Ada" <ada@Mail.example.com>';

test('a Message-ID follows from the intent and the domain that the mail is from, and is read back in whatever case it comes', () => {
  fc.assert(
    fc.property(intents, (intentId) => {
      const id = messageId(tokens, intentId, from);
      expect(messageId(tokens, intentId, from)).toBe(id);
      expect(id).toMatch(/^<[0-9a-f-]{36}\.[a-z2-7]{26}@Mail\.example\.com>$/);
      expect(id.slice(1, id.indexOf('@')).length).toBeLessThanOrEqual(64);
      for (const written of [id, id.slice(1, -1), id.toUpperCase(), id.toLowerCase()])
        expect(readMessageId(tokens, written)).toEqual({
          intentId,
          domain: 'mail.example.com',
          isSigned: true,
        });
    }),
  );
});

test('one with any letter changed before the @ is none, nor one cut, of another intent or of another installation', () => {
  fc.assert(
    fc.property(
      intents,
      intents,
      fc.nat({ max: 62 }),
      fc.constantFrom(...'abcf2347019.-'),
      (intent, other, at, letter) => {
        const id = messageId(tokens, intent, from);
        const changed = `${id.slice(0, 1 + at)}${letter}${id.slice(2 + at)}`;
        if (changed !== id) expect(readMessageId(tokens, changed)).toBeNull();
        const swapped = messageId(tokens, other, from).slice(0, 38) + id.slice(38);
        if (other !== intent) expect(readMessageId(tokens, swapped)).toBeNull();
        for (const wrong of [
          id.replace('@', 'a@'),
          id.replace(/.@/, '@'),
          id.replace(/@.*/, ''),
          id.replace('@', '.@'),
        ])
          expect(readMessageId(tokens, wrong)).toBeNull();
        expect(readMessageId(others, id)).toBeNull();
      },
    ),
    { numRuns: 1_000 },
  );
});

test('the signature is of Message-IDs alone: that of a token of the same intent is none', () => {
  fc.assert(
    fc.property(intents, fc.constantFrom(...purposes), (intentId, purpose) => {
      const [signature, own] = [purpose, 'message' as const].map((of) =>
        toBase32(Buffer.from(tokens.make(of, intentId), 'base64url').subarray(16)),
      );
      expect(readMessageId(tokens, `<${intentId}.${signature}@example.com>`)).toBeNull();
      expect(messageId(tokens, intentId, from)).toContain(`.${own}@`);
    }),
  );
});

test('one as earlier versions wrote them names its intent, and proves nothing', () => {
  const intentId = '3fc6f310-74bb-582d-8ed3-a7217d71654d';
  const named = { intentId, domain: 'example.com', isSigned: false };
  expect(readMessageId(tokens, `<${intentId}@example.com>`)).toEqual(named);
  expect(readMessageId(tokens, `${intentId.toUpperCase()}@EXAMPLE.com`)).toEqual(named);
  // What others call their mails by: no hash of ours.
  expect(readMessageId(tokens, '<3fc6f310-74bb-482d-8ed3-a7217d71654d@mtasv.net>')).toBeNull();
});
