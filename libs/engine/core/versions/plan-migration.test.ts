import { describe, expect, test } from '@jest/globals';
import { parseSequence } from '../file/parse.ts';
import type { Sequence } from '../sequence.ts';
import { planMigration, type StepMapping } from './plan-migration.ts';

const mail = (key: string, changes: Record<string, unknown> = {}) => ({
  ...{ key, type: 'email', after: '1d', subject: 'Hello', body: 'Hi' },
  ...changes,
});
const task = (key: string) => ({ key, type: 'task', after: '1d', channel: 'call', title: 'Call' });

function read(...steps: object[]): Sequence {
  const parsed = parseSequence({ key: 'demo', goal: 'replied', steps });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const abc = read(mail('a'), mail('b'), mail('c'));

function plan(
  after: Sequence,
  mapping: StepMapping,
  cursors: readonly number[] = [0, 1, 2, 3],
  before = abc,
) {
  const standing = cursors.map((cursor) => ({ cursor, enrollments: 1 }));
  return planMigration(before, after, mapping, { standing, arms: [] });
}

describe('who moves to another version', () => {
  test('stands at the step of the same key, wherever that is now', () => {
    const { problems, passages } = plan(read(mail('c'), mail('x'), mail('b'), mail('a')), {});
    expect(problems).toEqual([]);
    expect(passages.map(({ from, to }) => [from, to])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
      [null, 'x'],
    ]);
  });

  test('stands where the mapping leads, and past what leads nowhere', () => {
    const after = read(mail('a'), mail('x'), mail('c'), mail('y'));
    expect(plan(after, { b: 'x' }).cursors).toEqual([0, 1, 2, 3]);
    expect(plan(after, { b: null }).cursors).toEqual([0, 2, 2, 3]);
    expect(plan(after, { b: null, c: null }).cursors).toEqual([0, 1, 1, 1]);
    expect(plan(after, { a: null, b: null, c: null }).cursors).toEqual([4, 4, 4, 4]);
  });

  test('is refused where a step leads to nothing that is there', () => {
    const after = read(mail('a'), mail('c'));
    expect(plan(after, {}).problems).toEqual([
      {
        path: 'steps.b',
        line: null,
        reason: 'The new version has no step "b", and people stand there or may come to it.',
        fix: 'Say which step it leads to, one of a, c; null leads to the step after it.',
      },
    ]);
    expect(plan(after, { b: 'd' }).problems).toMatchObject([
      { path: 'steps.b', fix: expect.stringContaining('a') },
    ]);
    expect(plan(after, { b: null, bb: 'a' }).problems).toMatchObject([
      {
        path: 'steps.bb',
        reason: expect.stringContaining('no step "bb"'),
        fix: 'Use one of: a, b, c.',
      },
    ]);
  });

  test('need not say where a step leads that everybody is past', () => {
    expect(plan(read(mail('b'), mail('c')), {}, [1, 2]).problems).toEqual([]);
    expect(plan(read(mail('b'), mail('c')), {}, []).problems).toEqual([]);
    const branch = { key: 'd', type: 'branch', if: { event: 'opened' } };
    const before = read(
      mail('a'),
      mail('b'),
      Object.fromEntries([...Object.entries(branch), ['then', 'a'], ['else', 'e']]),
      { key: 'e', type: 'exit' },
    );
    // Who is past it may jump back.
    const { problems } = plan(read(mail('b')), { d: null, e: null }, [1], before);
    expect(problems.map(({ path }) => path)).toEqual(['steps.a']);
  });

  test('does not turn a mail into a task', () => {
    const { problems } = plan(read(mail('a'), task('b'), mail('c')), {});
    expect(problems).toMatchObject([
      {
        path: 'steps.b',
        reason: expect.stringContaining('type email'),
        fix: expect.stringContaining('null'),
      },
    ]);
  });

  test('does not draw again where it would come to a step whose variant is gone', () => {
    const step = (...keys: string[]) => mail('b', { variants: keys.map((key) => ({ key })) });
    const before = read(mail('a'), step('one', 'two'), mail('c'));
    const holders = (cursor: number, arm: string) => ({ cursor, arm, experiment: 'demo.b', enrollments: 3 });
    const plan = (after: Sequence, cursor: number, arm = 'two') =>
      planMigration(
        before,
        after,
        {},
        { standing: [{ cursor, enrollments: 3 }], arms: [holders(cursor, arm)] },
      );
    const after = read(mail('a'), step('one', 'three'), mail('c'));
    expect(plan(after, 1).problems).toEqual([
      {
        path: 'steps.b',
        line: null,
        reason: '3 who would come to step "b" have drawn variant "two", which the new version does not have.',
        fix: expect.any(String),
      },
    ]);
    expect(plan(after, 2).problems).toEqual([]);
    expect(plan(after, 1, 'one').problems).toEqual([]);
    expect(plan(read(mail('a'), mail('b'), mail('c')), 1).problems).toEqual([]);
  });
});
