import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hashKey, isKeyOf, makeKey, readKeyId } from './key.ts';

test('a key carries its id, and is known by its hash alone', () => {
  const key = makeKey('live', randomBytes(40));
  expect(key.text).toMatch(/^crest_live_[0-9a-z]{13}_[0-9a-z]{57}$/);
  expect(readKeyId(key.text)).toBe(key.id);
  expect(isKeyOf(key.text, hashKey(key.text))).toBe(true);
  expect(isKeyOf(makeKey('live', randomBytes(40)).text, hashKey(key.text))).toBe(false);
});

test('the smallest and the largest key have the same length', () => {
  expect(makeKey('sandbox', new Uint8Array(40)).text).toHaveLength(
    makeKey('sandbox', new Uint8Array(40).fill(255)).text.length,
  );
});

test('one wrong letter is told without a store', () => {
  const { text } = makeKey('live', new Uint8Array(40).fill(7));
  for (let i = 0; i < text.length; i++) {
    const wrong = text.slice(0, i) + (text[i] === 'x' ? 'y' : 'x') + text.slice(i + 1);
    expect(readKeyId(wrong)).toBeNull();
  }
  expect(readKeyId('')).toBeNull();
  expect(readKeyId(`${text} `)).toBeNull();
});
