import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MAIL_KINDS } from './classification.ts';
import { FAILURE_REASONS, isOfTheAddress } from './failure-reason.ts';

const page = readFileSync(new URL('docs/replies.md', import.meta.resolve('#package.json')), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));

test('docs/replies.md has every kind of mail, in the order in which they are tried', () => {
  const kinds = rows
    .map((row) => row.split('|')[1]?.trim().replace(' ', '-') ?? '')
    .filter((kind) => MAIL_KINDS.some((known) => known === kind));
  expect(kinds).toEqual([...MAIL_KINDS]);
});

test('docs/replies.md has every reason of a bounce, and says right whether it is hard', () => {
  const told = rows.flatMap((row) => {
    const isHard = row.includes('| **hard** |');
    if (!isHard && !row.includes('| soft |')) return [];
    return Array.from(row.split('|')[1]?.matchAll(/`([\w-]+)`/g) ?? [], ([, reason]) => [reason, isHard]);
  });
  const known = FAILURE_REASONS.map((reason) => [reason, isOfTheAddress(reason)]);
  expect(new Map(told as [string, boolean][])).toEqual(new Map(known as [string, boolean][]));
});
