import { expect, test } from '@jest/globals';
import { sayPublicUrl } from './public-url.ts';

const said = (publicUrl: string | undefined, mode: 'sandbox' | 'live') => {
  const notes: string[] = [];
  sayPublicUrl({ publicUrl }, { mode }, { note: (line) => notes.push(line) });
  return notes;
};

test('a live start without PUBLIC_URL says that readers cannot reach its links', () => {
  expect(said(undefined, 'live')).toEqual([expect.stringContaining('Set PUBLIC_URL=')]);
  expect(said('http://crest.example.com', 'live')).toEqual([expect.stringContaining('not https')]);
  expect(said('https://crest.example.com', 'live')).toEqual([]);
  expect(said(undefined, 'sandbox')).toEqual([]);
});
