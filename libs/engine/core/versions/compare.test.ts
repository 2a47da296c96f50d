import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSequence } from '../file/parse.ts';
import type { Sequence } from '../sequence.ts';
import { compareVersions } from './compare.ts';

const mail = (key: string, changes: Record<string, unknown> = {}) => ({
  ...{ key, type: 'email', after: '1d', subject: `Subject ${key}`, body: `Body ${key}` },
  ...changes,
});

function read(steps: readonly object[], changes: Record<string, unknown> = {}): Sequence {
  const parsed = parseSequence({ key: 'demo', goal: 'replied', ...changes, steps });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const kept = { change: 'kept', moved: false, fields: [], variants: [] };

describe('two versions', () => {
  test('that say the same differ in nothing, in whatever order their keys stand', () => {
    const before = read([mail('a'), mail('b')], { schedule: { days: ['mon'], from: '09:00' } });
    const shuffled = JSON.parse(
      JSON.stringify(before, (_, value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).toReversed())
          : value,
      ),
    ) as Sequence;
    expect(compareVersions(before, shuffled)).toEqual({
      settings: [],
      steps: [
        { key: 'a', from: 1, to: 1, ...kept },
        { key: 'b', from: 2, to: 2, ...kept },
      ],
    });
  });

  test('tell what was added and removed, and where', () => {
    const { steps } = compareVersions(
      read([mail('a'), mail('b'), mail('c')]),
      read([mail('a'), mail('x'), mail('c')]),
    );
    expect(steps.map(({ key, change, from, to }) => [key, change, from, to])).toEqual([
      ['a', 'kept', 1, 1],
      ['b', 'removed', 2, null],
      ['x', 'added', null, 2],
      ['c', 'kept', 3, 3],
    ]);
  });

  test('tell the one step that was moved, not those around it', () => {
    const before = read(['a', 'b', 'c', 'd'].map((key) => mail(key)));
    const after = read(['d', 'a', 'b', 'c'].map((key) => mail(key)));
    const moved = compareVersions(before, after).steps.filter((step) => step.moved);
    expect(moved).toMatchObject([{ key: 'd', from: 4, to: 1 }]);
  });

  test('tell what a step says otherwise in the words of its file', () => {
    const changes: [object, object, string[]][] = [
      [mail('a'), mail('a', { subject: 'Other' }), ['subject']],
      [mail('a'), mail('a', { after: '2d' }), ['after']],
      [mail('a'), mail('a', { after: undefined, day: 1 }), ['after', 'day']],
      [mail('a'), mail('a', { at: '09:00' }), ['at']],
      [mail('a', { days: ['mon'], at: '09:00' }), mail('a', { days: ['tue'], at: '09:00' }), ['days']],
      [mail('a'), mail('a', { goal: 'clicked', purpose: 'remind' }), ['goal', 'purpose']],
      [mail('a'), { key: 'a', type: 'exit' }, ['type']],
    ];
    for (const [before, after, fields] of changes) {
      const [step] = compareVersions(read([before]), read([after])).steps;
      expect(step?.fields).toEqual(expect.arrayContaining(fields));
      if (fields[0] !== 'type') expect(step?.fields.toSorted()).toEqual(fields.toSorted());
    }
  });

  test('tell the variants of a step one by one', () => {
    const before = mail('a', {
      variants: [{ key: 'one' }, { key: 'two', subject: 'Two' }, { key: 'three' }],
    });
    const after = mail('a', {
      variants: [{ key: 'one', weight: 3 }, { key: 'two', subject: '2' }, { key: 'four' }],
    });
    const [step] = compareVersions(read([before]), read([after])).steps;
    expect(step).toMatchObject({ change: 'kept', fields: [] });
    expect(step?.variants).toEqual([
      { key: 'one', change: 'kept', fields: ['weight'] },
      { key: 'two', change: 'kept', fields: ['subject'] },
      { key: 'four', change: 'added', fields: [] },
      { key: 'three', change: 'removed', fields: [] },
    ]);
  });

  test('tell what the sequence itself says otherwise', () => {
    const { settings } = compareVersions(
      read([mail('a')]),
      read([mail('a')], { goal: 'clicked', minGap: '2d' }),
    );
    expect(settings.toSorted()).toEqual(['goal', 'minGap', 'stopOn']);
  });
});

test('any two orders of steps differ in as few moves as can be, and every step is told once', () => {
  const keys = fc
    .subarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 1 })
    .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }));
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      const { steps } = compareVersions(
        read(one.map((key) => mail(key))),
        read(other.map((key) => mail(key))),
      );
      expect(steps.map(({ key }) => key).toSorted()).toEqual([...new Set([...one, ...other])].toSorted());
      expect(steps.flatMap(({ key, to }) => (to === null ? [] : [key]))).toEqual(other);
      const stays = steps
        .filter(({ change, moved }) => change === 'kept' && !moved)
        .map(({ from }) => from ?? 0);
      expect(stays).toEqual(stays.toSorted((a, b) => a - b));
      const shared = other.filter((key) => one.includes(key));
      const sets = Array.from({ length: 2 ** shared.length }, (_, set) =>
        shared.filter((_, index) => (set >> index) % 2 === 1),
      );
      const rising = sets.filter((set) =>
        set.every((key, i) => i === 0 || one.indexOf(set[i - 1] ?? '') < one.indexOf(key)),
      );
      expect(stays.length).toBe(Math.max(...rising.map(({ length }) => length)));
    }),
  );
});
