import { expect, test } from '@jest/globals';
import { findUnstorable, nestsDeeper } from './storable.ts';

test('NUL and half of a pair are found wherever they stand', () => {
  expect(findUnstorable('a\0')).toEqual([]);
  expect(findUnstorable({ contact: { id: 'a', tags: ['x', '\ud800y'] } })).toEqual(['contact', 'tags', 1]);
  expect(findUnstorable({ contact: { 'na\0me': 1 } })).toEqual(['contact']);
});

test('whole characters of any kind are let through', () => {
  expect(findUnstorable({ name: 'Zoë 💌 \u{10FFFF} \uFFFD', n: 1, none: null, yes: true })).toBeNull();
});

test('depth is measured without the stack', () => {
  let value: unknown = 1;
  for (let level = 0; level < 100_000; level++) value = [value];
  expect(nestsDeeper(value, 100)).toBe(true);
  expect(findUnstorable(value)).toBeNull();
  expect(nestsDeeper([[1]], 2)).toBe(false);
  expect(nestsDeeper([[[]]], 2)).toBe(true);
});
