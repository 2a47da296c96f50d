import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSequenceText } from '../file/parse.ts';
import type { Sequence } from '../sequence.ts';
import { parseTruth, parseTruthText } from './read-truth.ts';

function read(text: string): Sequence {
  const parsed = parseSequenceText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const sequence = read(`
key: demo
goal: replied
steps:
  - key: intro
    type: email
    day: 0
    window: 2d
    variants: [{ key: a, subject: A, body: A }, { key: b, subject: B, body: B }]
  - { key: pause, type: wait, for: 2d }
  - { key: call, type: task, after: 1d, channel: call, title: Call }
`);

const problems = (input: unknown) => {
  const parsed = parseTruth(input, sequence);
  return parsed.ok ? [] : parsed.problems.map(({ path, reason, fix }) => `${path}: ${reason} ${fix}`);
};

describe('what is true of an audience', () => {
  test.each(['b2b-outbound', 'trial-nurture', 'post-purchase'])('%s ships with one that fits', (key) => {
    const example = read(readFileSync(`examples/${key}.yaml`, 'utf8'));
    expect(parseTruthText(readFileSync(`examples/${key}.truth.yaml`, 'utf8'), example)).toMatchObject({
      ok: true,
    });
  });

  test('may say no more than what the steps do', () => {
    expect(parseTruth({ steps: { intro: { outcome: { a: 0.1, b: 0.2 } } } }, sequence)).toMatchObject({
      ok: true,
      truth: { sequence: 'demo', outcome: 'goal', names: 'touch', steps: { intro: { bounced: 0 } } },
    });
  });

  test('that does not fit is told of every problem at once, each with a fix', () => {
    const input = {
      sequence: 'other',
      outcome: 'goal',
      organic: { perDay: 0.1, days: 3 },
      zones: ['Mars/Olympus'],
      autoRepply: 1,
      opens: { machine: 2, human: 0 },
      steps: {
        intro: { outcome: { a: 0.9, c: 0.1 }, bounced: 0.2 },
        pause: { outcome: 0.1 },
        cal: { outcome: 0.1 },
        call: { outcome: { a: 0.1 }, unsubscribed: -1 },
      },
    };
    const found = problems(input);
    expect(found).toHaveLength(12);
    for (const part of [
      'autoRepply: "autoRepply" is not a field here. Did you mean "autoReply"?',
      'zones[0]: "Mars/Olympus" is not a time zone.',
      'sequence: This is true of "other", and the sequence is "demo". Write sequence: demo',
      'opens.machine: "machine" is too large.',
      'organic: What happens without any touch needs an outcome',
      'steps.intro.outcome.c: The step "intro" has no variant "c".',
      'steps.intro.outcome: The variant "b" is missing.',
      'steps.intro.outcome: Outcome, bounced and unsubscribed come to 1.1',
      'steps.pause: Nobody answers the step "pause": it is a wait. Use one of: intro, call.',
      'steps.cal: The sequence "demo" has no step "cal". Did you mean "call"?',
      'steps.call.outcome: The step "call" has no variants.',
      'steps.call.unsubscribed: "unsubscribed" is too small.',
    ]) {
      expect(found.filter((problem) => problem.startsWith(part))).toHaveLength(1);
    }
  });

  test('with delays that hardly ever end within the window is refused, as drawing them would not end', () => {
    const input = { outcomeDelay: { medianHours: 5_000, sigma: 0.5 }, steps: { call: { outcome: 0.1 } } };
    expect(problems(input)).toEqual([
      expect.stringContaining('Next to no outcome comes within the window of 168 hours'),
    ]);
  });

  test('in a file carries lines', () => {
    const parsed = parseTruthText(
      'outcome: replied\nsteps:\n  intro: { outcome: 0.1 }\n  nobody: { outcome: 2 }\n',
      sequence,
    );
    expect(parsed).toMatchObject({ ok: false, problems: [{ path: 'steps.nobody', line: 4 }] });
    for (const text of ['', '[]', 'steps: 1', '{', '7'])
      expect(parseTruthText(text, sequence).ok).toBe(false);
  });

  test('is read whatever it is, and what is taken can be simulated', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const parsed = parseTruth({ steps: input, outcome: 'replied' }, sequence);
        if (parsed.ok)
          expect(Object.keys(parsed.truth.steps).every((key) => ['intro', 'call'].includes(key))).toBe(true);
        else for (const { reason, fix } of parsed.problems) expect([reason, fix]).not.toContain('');
        expect(parseTruth(input, sequence).ok && typeof input !== 'object').toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
