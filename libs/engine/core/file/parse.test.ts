import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { completeSequence } from '../stored-sequence.ts';
import { type Parsed, type Problem, parseSequence, parseSequenceText } from './parse.ts';

const DAY = 86_400_000;

function problemsOf(parsed: Parsed): readonly Problem[] {
  if (parsed.ok) throw new Error('It was accepted.');
  return parsed.problems;
}

function sequenceOf(parsed: Parsed) {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

const EMAIL = { key: 'intro', type: 'email', day: 0, subject: 'Hello', body: 'Hi {{firstName}}' };

/** A right file but for what is given. */
function file(changes: Record<string, unknown>, ...steps: unknown[]): unknown {
  return { key: 'demo', goal: 'replied', steps: steps.length === 0 ? [EMAIL] : steps, ...changes };
}

describe('a file without anything optional', () => {
  const sequence = sequenceOf(parseSequence(file({})));

  test('has the defaults of the contract', () => {
    expect(sequence).toEqual({
      key: 'demo',
      name: 'demo',
      goal: 'replied',
      schedule: null,
      stopOn: ['unsubscribed', 'bounced', 'complained', 'replied'],
      reentry: 'never',
      minGap: DAY,
      explore: null,
      mail: {
        from: null,
        replyTo: null,
        tracking: { opens: false, clicks: true },
        unsubscribe: 'header',
      },
      stopAccountOn: [],
      conflict: null,
      caps: [],
      mailboxes: [],
      steps: [
        {
          key: 'intro',
          name: 'intro',
          type: 'email',
          purpose: null,
          goal: null,
          window: 7 * DAY,
          due: { day: 0 },
          thread: null,
          variants: [{ key: 'default', weight: 1, subject: 'Hello', body: 'Hi {{firstName}}', html: null }],
        },
      ],
    });
  });

  test('is plain data that survives JSON', () => {
    expect(JSON.parse(JSON.stringify(sequence))).toEqual(sequence);
  });
});

test('a stopOn that is given is taken as given', () => {
  expect(sequenceOf(parseSequence(file({ stopOn: ['unsubscribed', 'bounced'] }))).stopOn).toEqual([
    'unsubscribed',
    'bounced',
  ]);
  expect(sequenceOf(parseSequence(file({ stopOn: [] }))).stopOn).toEqual([]);
});

test('null stands for a field left out', () => {
  expect(sequenceOf(parseSequence(file({ schedule: null, explore: null, name: null }))).schedule).toBeNull();
});

test('what a schedule leaves out does not restrict it', () => {
  expect(sequenceOf(parseSequence(file({ schedule: {} }))).schedule).toEqual({
    timezone: 'contact',
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    from: 0,
    to: 1_440,
    holidays: [],
  });
});

test('a variant takes from the step what it does not say', () => {
  const step = { ...EMAIL, variants: [{ key: 'a' }, { key: 'b', weight: 3, subject: 'Other' }] };
  expect(sequenceOf(parseSequence(file({}, step))).steps[0]).toMatchObject({
    variants: [
      { key: 'a', weight: 1, subject: 'Hello', body: 'Hi {{firstName}}' },
      { key: 'b', weight: 3, subject: 'Other', body: 'Hi {{firstName}}' },
    ],
  });
});

test('an exploration is taken, with the warning that it does not run yet', () => {
  const parsed = parseSequence(file({ explore: { skip: 0.1 } }));
  expect(sequenceOf(parsed).explore).toEqual({ skip: 0.1, order: null });
  expect(parsed.ok && parsed.warnings.map(({ path }) => path)).toEqual(['explore']);
});

const BRANCH = `
key: demo
goal: replied
steps:
  - { key: case-study, type: email, day: 4, subject: Hello, body: Hi }
  - key: warm
    type: branch
    if: { any: [{ event: opened, step: case-study, within: 3d }, { contact: plan, eq: trial }] }
    then: call
    else: value-add
  - { key: call, type: task, day: 7, channel: call, title: Call, autoSkipAfter: 5d }
  - { key: value-add, type: email, day: 10, subject: Hello, body: Hi }
  - { key: pause, type: wait, for: 3 business days, until: { event: clicked } }
  - { key: leave, type: exit, to: trial-nurture }
`;

test('all five types of step parse as the contract writes them', () => {
  const { steps } = sequenceOf(parseSequenceText(BRANCH));
  const at = { after: { unit: 'elapsed', ms: 0 } };
  expect(steps.map(({ type }) => type)).toEqual(['email', 'branch', 'task', 'email', 'wait', 'exit']);
  const within = { event: 'opened', step: 'case-study', within: 3 * DAY };
  const trial = { contact: 'plan', op: 'eq', value: 'trial' };
  expect(steps[1]).toMatchObject({ if: { any: [within, trial] }, else: 'value-add', due: at });
  expect(steps[2]).toMatchObject({
    channel: 'call',
    autoSkipAfter: { unit: 'elapsed', ms: 5 * DAY },
    due: { day: 7 },
  });
  const until = { event: 'clicked', step: null };
  expect(steps[4]).toMatchObject({ for: { unit: 'business-days', days: 3 }, until, due: at });
  expect(steps[5]).toMatchObject({ to: 'trial-nurture', reason: null, due: at });
});

test('a circle with a wait in it is allowed', () => {
  const text = BRANCH.replace('then: call', 'then: pause').replace('type: exit, to: trial-nurture', LOOP);
  expect(parseSequenceText(text)).toMatchObject({ ok: true });
});

const LOOP = 'type: branch, if: { event: replied }, then: case-study, else: call';

test('days may differ between the arms of a branch', () => {
  const text = BRANCH.replace('day: 10', 'day: 5').replace(
    '{ key: call, type: task, day: 7',
    '{ key: call, type: exit }\n  - { key: x, type: task, day: 7',
  );
  const problems = problemsOf(parseSequenceText(text));
  expect(problems.map(({ path }) => path)).toEqual(['steps[3]', 'steps[4].day']);
  expect(parseSequenceText(text.replace(/\n.*key: x,.*/, ''))).toMatchObject({ ok: true });
});

describe('a wrong file tells its one problem, with a fix', () => {
  test.each(wrongFiles())('$name', ({ input, path, says: [reason, fix] }) => {
    expect(problemsOf(parseSequence(input))).toEqual([
      { path, line: null, reason: expect.stringContaining(reason), fix: expect.stringContaining(fix) },
    ]);
  });

  test.each([
    ['text', 'demo', 'text'],
    ['a list', [], 'a list'],
    ['nothing', null, 'nothing'],
    ['a number', 7, 'a number'],
  ])('%s', (_, input, name) => {
    expect(problemsOf(parseSequence(input))).toEqual([
      {
        path: '',
        line: null,
        reason: `This is ${name} where a mapping of fields is expected.`,
        fix: expect.any(String),
      },
    ]);
  });

  test('more steps than any sequence needs', () => {
    const steps = Array.from({ length: 101 }, (_, index) => ({ ...EMAIL, key: `step-${index}` }));
    expect(parseSequence(file({}, ...steps.slice(1)))).toMatchObject({ ok: true });
    expect(problemsOf(parseSequence(file({}, ...steps)))).toMatchObject([
      { path: 'steps', reason: 'The sequence has 101 steps.' },
    ]);
  });
});

interface WrongFile {
  readonly name: string;
  readonly input: unknown;
  readonly path: string;
  readonly says: readonly [reason: string, fix: string];
}

/** The table beside this file, each wrong file completed to a whole one. */
function wrongFiles(): WrongFile[] {
  const row = z.object({
    name: z.string(),
    file: z.record(z.string(), z.unknown()).default({}),
    steps: z.array(z.unknown()).default([EMAIL]),
    path: z.string(),
    says: z.tuple([z.string(), z.string()]),
  });
  const text = readFileSync('libs/engine/core/file/wrong-files.yaml', 'utf8');
  const table = z.object({ wrong: z.array(row).min(90) }).parse(parseYaml(text, { merge: true }));
  return table.wrong.map(({ name, file, steps, path, says }) => {
    return { name, input: { key: 'demo', goal: 'replied', steps, ...file }, path, says };
  });
}

test('every problem is told at once, wherever it stands', () => {
  const problems = problemsOf(
    parseSequenceText(`
key: Demo
goal: won
schedule: { timezone: Mars/Olympus, from: "10:00", to: "10:00" }
steps:
  - { key: a, type: email, subject: "{{{x}}}", variants: [{ key: a, weight: 0 }, { key: a }], day: 2, after: 1d }
  - { key: a, type: branch, if: { event: opened, step: zz }, then: nowhere }
  - { type: task, day: 1 }
`),
  );
  expect(problems.map(({ path }) => path).toSorted()).toEqual(
    [
      'goal',
      'key',
      'schedule.timezone',
      'schedule.to',
      'steps[0].after',
      'steps[0].subject',
      'steps[0].variants[0].body',
      'steps[0].variants[0].weight',
      'steps[0].variants[1].body',
      'steps[0].variants[1].key',
      'steps[1].else',
      'steps[1].if.step',
      'steps[1].key',
      'steps[1].then',
      'steps[2].channel',
      'steps[2].key',
      'steps[2].title',
    ].toSorted(),
  );
});

test('an input that holds itself is refused', () => {
  const circle: Record<string, unknown> = { key: 'demo' };
  circle.steps = [circle];
  expect(problemsOf(parseSequence(circle))[0]?.reason).toMatch(/deeper than 40/);
});

test('a key that would reach into every object is one unknown field', () => {
  const input: unknown = JSON.parse('{"key":"demo","goal":"replied","__proto__":{"x":1},"steps":[]}');
  expect(problemsOf(parseSequence(input)).map(({ path }) => path)).toEqual(['__proto__', 'steps']);
});

test('any plain data at all are a sequence or problems with a reason and a fix, never an exception', () => {
  const keys = fc.constantFrom(
    'key',
    'goal',
    'steps',
    'type',
    'day',
    'if',
    'any',
    'variants',
    'schedule',
    'until',
    'for',
    'x',
  );
  const words = fc.constantFrom('email', 'branch', 'wait', 'replied', '2d', 'a', 'b', '');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      words,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        value,
        value.map((steps) => ({ key: 'a', goal: 'replied', steps })),
      ),
      (input) => {
        const parsed = parseSequence(input);
        if (parsed.ok) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { reason, fix } of parsed.problems)
          expect([reason.length > 0, fix.length > 0]).toEqual([true, true]);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('mail', () => {
  const reply = { key: 'again', type: 'email', day: 3, body: 'And?', thread: 'intro' };

  test('in a thread needs no subject: it has that of the thread', () => {
    const sequence = sequenceOf(parseSequence(file({}, EMAIL, reply)));
    expect(sequence.steps[1]).toMatchObject({ thread: 'intro', variants: [{ subject: null }] });
  });

  test('of a variant takes its HTML from the step together with its text', () => {
    const variants = [
      { key: 'a', subject: 'A' },
      { key: 'b', body: 'B', html: '<p>B</p>' },
    ];
    const sequence = sequenceOf(parseSequence(file({}, { ...EMAIL, html: '<p>Hi</p>', variants })));
    expect(sequence.steps[0]).toMatchObject({ variants: [{ html: '<p>Hi</p>' }, { html: '<p>B</p>' }] });
  });

  test.each([
    'ada@example.com',
    'Ada Lovelace <ada@example.com>',
    '"Lovelace, Ada" <ada@example.com>',
    'Ädä <a+b@x.example>',
  ])('can be from %s', (from) => {
    expect(sequenceOf(parseSequence(file({ from }))).mail.from).toBe(from);
  });

  test('that does not measure what its sequence asks for is warned of', () => {
    const wait = { key: 'wait', type: 'wait', for: '2d', until: { event: 'opened', step: 'intro' } };
    const warned = (changes: Record<string, unknown>) => {
      const parsed = parseSequence(file(changes, EMAIL, wait));
      return parsed.ok ? parsed.warnings.map(({ path }) => path) : parsed.problems;
    };
    expect(warned({})).toEqual(['tracking.opens']);
    expect(warned({ tracking: { opens: true } })).toEqual([]);
    expect(warned({ goal: 'clicked', tracking: { opens: true, clicks: false } })).toEqual([
      'tracking.clicks',
    ]);
  });
});

test('a version that was published before mail had HTML, threads and rules goes on as it was', () => {
  const sequence = sequenceOf(parseSequence(file({})));
  const { mail: _, ...before } = sequence;
  const steps = before.steps.map((step) => {
    if (step.type !== 'email') return step;
    const { thread: __, ...rest } = step;
    return { ...rest, variants: step.variants.map(({ html: ___, ...variant }) => variant) };
  });
  expect(completeSequence({ ...before, steps })).toEqual(sequence);
});
