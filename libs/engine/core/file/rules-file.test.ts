import { expect, test } from '@jest/globals';
import { parseSequence } from './parse.ts';

const HOUR = 3_600_000;

function read(rules: Record<string, unknown>) {
  const parsed = parseSequence({
    key: 'demo',
    goal: 'replied',
    ...rules,
    steps: [{ key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hi' }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

test('the rules of a file are read with their defaults', () => {
  expect(
    read({
      stopAccountOn: ['replied', 'converted:order', 'replied'],
      conflict: { policy: 'priority' },
      caps: [
        { max: 1, per: '1d' },
        { max: 3, per: 'PT168H' },
      ],
      mailboxes: ['ada', 'bob', 'ada'],
    }).sequence,
  ).toMatchObject({
    stopAccountOn: ['replied', 'converted:order'],
    conflict: { group: 'default', policy: 'priority', priority: 0 },
    caps: [
      { max: 1, per: 24 * HOUR },
      { max: 3, per: 7 * 24 * HOUR },
    ],
    mailboxes: ['ada', 'bob'],
  });
});

test('a sequence that runs in parallel has no conflict, and is told what means nothing then', () => {
  const { sequence, warnings } = read({ conflict: { policy: 'parallel', group: 'outbound', priority: 3 } });
  expect(sequence.conflict).toBeNull();
  expect(warnings.map(({ path }) => path)).toEqual(['conflict.group', 'conflict.priority']);
});

test('a sequence with a sender of its own is told that its mailboxes have theirs', () => {
  const from = 'Ada <ada@example.com>';
  expect(read({ from, mailboxes: ['ada'] }).warnings).toMatchObject([
    { path: 'from', reason: expect.stringContaining('mailbox') },
  ]);
  expect(read({ from }).warnings).toEqual([]);
});
