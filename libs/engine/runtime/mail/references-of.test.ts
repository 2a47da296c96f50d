import { expect, test } from '@jest/globals';
import { messageId } from './message-id.ts';
import { referencesOf } from './references-of.ts';
import { TouchTokens } from './touch-token.ts';

const tokens = new TouchTokens(new Uint8Array(32).fill(7));
const idOf = (n: number) =>
  messageId(
    tokens,
    `3fc6f310-74bb-582d-8ed3-${String(n).padStart(12, '0')}`,
    'ada@mail.outreach.example.com',
  );

test('a thread lists the mails before, and however long it is, the one that began it, the last ones, and no more than a line', () => {
  let references: string[] = [];
  for (let n = 0; n < 40; n++) {
    references = referencesOf({ earlier: references, messageId: idOf(n) });
    expect(references[0]).toBe(idOf(0));
    const last = Math.min(n, 9);
    expect(references.slice(1)).toEqual(Array.from({ length: last }, (_, i) => idOf(n - last + 1 + i)));
    expect(`References: ${references.join(' ')}`.length).toBeLessThan(998);
  }
});
