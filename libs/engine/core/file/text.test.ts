import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseSequence, parseSequenceText } from './parse.ts';

function lines(text: string): [number | null, string][] {
  const parsed = parseSequenceText(text);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, path, reason }) => [line, path === '' ? reason : path]);
}

test('each problem carries the line of its field, or of what the field is missing from', () => {
  const text = `key: demo
goal: repled
schedule:
  timezone: UTC
  days: [mon,
    fri,
    son]
steps:
  - key: intro
    type: email
    subject: Hi
    body: |
      Hi {{firstName}}
  - { key: out, type: exit, too: x }
`;
  expect(lines(text)).toEqual([
    [2, 'goal'],
    [7, 'schedule.days[2]'],
    [9, 'steps[0]'],
    [14, 'steps[1].too'],
  ]);
});

test('JSON is read the same way, with tabs and all', () => {
  const text =
    '{\n\t"key": "demo",\n\t"goal": "replied",\n\t"steps": [\n\t\t{ "key": "out", "type": "exot" }\n\t]\n}';
  expect(lines(text)).toEqual([[5, 'steps[0].type']]);
  expect(parseSequenceText(text.replace('exot', 'exit')).ok).toBe(true);
});

test('a key that stands twice is told beside the other problems', () => {
  expect(lines('key: demo\ngoal: replied\ngoal: won\nsteps: []\n')).toEqual([
    [2, 'goal'],
    [3, expect.stringContaining('unique')],
    [4, 'steps'],
  ]);
});

test('lines are found through anchors and aliases', () => {
  const text = 'key: demo\ngoal: replied\nsteps:\n  - &a { key: out, type: exit, to: X Y }\n  - *a\n';
  expect(lines(text)).toEqual([
    [4, 'steps[0].to'],
    [4, 'steps[1].to'],
    [4, 'steps[1].key'],
    [5, 'steps[1]'],
  ]);
});

describe('text that is no file', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', ' \n', /empty/],
    ['a comment', '# nothing\n', /nothing where a mapping/],
    ['an open bracket', 'key: [demo\n', /not valid YAML/],
    ['a tab for indentation', 'key:\n\tdemo: 1\n', /not valid YAML/],
    ['an unknown tag', 'key: !!js/function "x"\ngoal: replied\n', /not valid YAML/],
    ['two documents', 'key: a\n---\nkey: b\n', /not valid YAML/],
    ['too much', `key: ${'a'.repeat(300_001)}`, /too long/],
    ['brackets without end', '['.repeat(100_000), /deeper than 60|too many parts/],
    ['lists without end', '- '.repeat(100_000), /deeper than 60|too many parts/],
    ['keys without end', '? '.repeat(100_000), /deeper than 60|too many parts/],
    ['brackets in a key without end', '{? '.repeat(50_000), /deeper than 60|too many parts/],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]}`).join(',')}]`)
        .join('\n')}`,
      /repeats itself/,
    ],
  ])('%s', (_, text, reason) => {
    const parsed = parseSequenceText(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) {
      expect(parsed.problems[0]?.reason).toMatch(reason);
      expect(parsed.problems.every(({ fix }) => fix.length > 0)).toBe(true);
    }
  });
});

describe('the three reference sequences parse without a problem or a warning', () => {
  test.each([
    [
      'b2b-outbound',
      [1, 3, 4, 7, 10, 14, 21],
      ['intro', 'connect', 'case-study', 'call', 'value-add', 'last-attempt', 'break-up'],
    ],
    [
      'trial-nurture',
      [0, 2, 5, 9, 12, 15],
      ['welcome', 'feature-1', 'story', 'feature-2', 'trial-end', 'final'],
    ],
    [
      'post-purchase',
      [0, 1, 3, 7, 14, 30],
      ['confirmation', 'shipping', 'use-cases', 'review', 'cross-sell', 'replenish'],
    ],
  ])('%s', (key, days, keys) => {
    const parsed = parseSequenceText(readFileSync(`examples/${key}.yaml`, 'utf8'));
    expect(parsed).toMatchObject({ ok: true, warnings: [], sequence: { key } });
    if (!parsed.ok) return;
    const { steps } = parsed.sequence;
    expect(steps.map((step) => step.key)).toEqual(keys);
    expect(steps.map(({ due }) => ('day' in due ? due.day : null))).toEqual(days);
    expect(steps.every(({ purpose }) => purpose !== null)).toBe(true);
  });

  test('every post-purchase step has its own goal, and no conversion stops the sequence', () => {
    const parsed = parseSequenceText(readFileSync('examples/post-purchase.yaml', 'utf8'));
    if (!parsed.ok) throw new Error('It was refused.');
    const DAY = 86_400_000;
    expect(parsed.sequence.steps.map(({ goal, window }) => [goal, (window ?? 0) / DAY])).toEqual([
      ['converted:confirmation-read', 2],
      ['converted:tracking-opened', 3],
      ['converted:guide-read', 4],
      ['converted:review-submitted', 7],
      ['converted:cross-sell-order', 10],
      ['converted:reorder', 14],
    ]);
    expect(parsed.sequence.stopOn).toEqual(['unsubscribed', 'bounced']);
  });
});

describe('what would hold everything up for seconds or minutes is refused early', () => {
  const floods: [string, string, RegExp][] = [
    [
      '30,000 unknown fields',
      Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n'),
      /too many parts|more fields/,
    ],
    [
      '5,000 unknown fields',
      Array.from({ length: 5_000 }, (_, i) => `k${i}: 1`).join('\n'),
      /^4950 more fields are not known here/,
    ],
    ['100,000 anchors', '&a '.repeat(100_000), /too many parts/],
    ['300,000 lines', `${'\n'.repeat(299_999)}x`, /too many parts/],
    ['290,000 brackets', '['.repeat(290_000), /too many parts/],
  ];
  test.each(floods)('%s', (_, text, expected) => {
    const reasons = lines(text).map(([, reason]) => reason);
    expect(reasons).toContainEqual(expect.stringMatching(expected));
    expect(reasons.length).toBeLessThan(100);
  });

  test('thousands of problems are counted beyond the first thousand', () => {
    const branch = (i: number) => ({ key: `b${i}`, type: 'branch', if: { any: Array(50).fill({ foo: 1 }) } });
    const file = { key: 'demo', goal: 'replied', steps: Array.from({ length: 100 }, (_, i) => branch(i)) };
    const parsed = parseSequence(file);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)?.reason).toMatch(/^\d+ more places are wrong/);
  });
});

test('an alias that leads nowhere is called that', () => {
  expect(lines('key: *nope\n')).toEqual([[null, expect.stringContaining('no anchor')]]);
});

test('several documents are told in words of the file', () => {
  expect(lines('key: a\n---\nkey: b\n')[0]?.[1]).toContain('several documents');
});
