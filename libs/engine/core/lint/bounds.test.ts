import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lintSequence, lintSequenceText } from './lint.ts';
import { rules } from './rules/index.ts';

const word = fc.constantFrom(
  'just',
  'checking',
  'in',
  'a',
  'case',
  'study',
  '{{firstName}}',
  'call',
  'my',
  'last',
  'email',
  '?',
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((value) => value.replace(/\{/g, '(')),
  fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' ')),
);
const step = fc.record({
  type: fc.constantFrom('email', 'task', 'wait', 'exit', 'branch'),
  due: fc.oneof(
    fc.nat({ max: 40 }).map((day) => ({ day })),
    fc.constantFrom('0d', '1d', '6h', '3 business days').map((after) => ({ after })),
  ),
  purpose: fc.option(fc.constantFrom('remind', 'break-up', 'onboard', 'own-word'), { nil: undefined }),
  texts: fc.array(text, { minLength: 2, maxLength: 6 }),
  target: fc.nat(),
});

test('every file gets an answer, and every answer names a rule, a step there is and a fix', () => {
  let parsed = 0;
  const file = fc.record({
    goal: fc.constantFrom('replied', 'converted', 'clicked'),
    steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  });
  const codes = new Set([...rules.map(({ code }) => code), 'invalid', 'doubtful']);
  fc.assert(
    fc.property(file, ({ goal, steps }) => {
      const keys = steps.map((_, index) => `s${index}`);
      const findings = lintSequence({
        key: 'any',
        goal,
        steps: steps.map((each, index) => written(each, keys, index)),
      });
      if (!findings.some(({ code }) => code === 'invalid')) parsed += 1;
      for (const { code, step, message, fix } of findings) {
        expect(codes).toContain(code);
        if (step !== null) expect(keys).toContain(step);
        expect([message, fix]).not.toContain('');
      }
    }),
    { numRuns: 300 },
  );
  expect(parsed).toBeGreaterThan(50);
});

function written(
  {
    type,
    due,
    purpose,
    texts,
    target,
  }: { type: string; due: object; purpose: string | undefined; texts: string[]; target: number },
  keys: readonly string[],
  index: number,
): object {
  const base = { key: keys[index], type, purpose };
  const [subject = 'S', ...bodies] = texts;
  const ahead = (by: number) => keys[Math.min(keys.length - 1, index + 1 + (by % keys.length))];
  switch (type) {
    case 'email':
      return { ...base, ...due, subject, variants: bodies.map((body, at) => ({ key: `v${at}`, body })) };
    case 'task':
      return { ...base, ...due, channel: 'call', title: subject };
    case 'wait':
      return { ...base, for: '2d' };
    case 'branch':
      // biome-ignore lint/suspicious/noThenProperty: it is the word of the file format, and holds no function.
      return { ...base, if: { event: 'clicked' }, then: ahead(0), else: ahead(target) };
    default:
      return base;
  }
}

test('anything at all is taken: what is no sequence is a finding', () => {
  fc.assert(
    fc.property(fc.anything(), (input) => expect(lintSequence(input)).not.toEqual([])),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.string(), (input) => expect(lintSequenceText(input)).not.toEqual([])),
    { numRuns: 200 },
  );
});

test('what cannot be parsed says everything at once, with lines', () => {
  const findings = lintSequenceText(
    'key: demo\ngoal: repliedd\nsteps:\n  - key: one\n    type: email\n    subject: S\n    dya: 1\n',
  );
  expect(
    findings.map(({ code, severity, step, path, line }) => ({ code, severity, step, path, line })),
  ).toEqual([
    { code: 'invalid', severity: 'error', step: null, path: 'goal', line: 2 },
    ...['steps[0]', 'steps[0].body'].map((path) => ({
      code: 'invalid',
      severity: 'error',
      step: 'one',
      path,
      line: 4,
    })),
    { code: 'invalid', severity: 'error', step: 'one', path: 'steps[0].dya', line: 7 },
  ]);
});

/** Of this process on a processor, whatever else the machine does; half a second of it is for the test's own bookkeeping. */
function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** The largest there is, of texts that are hard to tell apart or hard to read. */
test.each([
  [
    'words of few kinds',
    (n: number) => Array.from({ length: 80 }, (_, at) => `w${(at * 7 + n * 13) % 90}`).join(' '),
  ],
  [
    'half of it shared',
    (n: number) => `${'the same words again and again in it '.repeat(3)} ${`x${n} `.repeat(60)}`,
  ],
  [
    'the same question',
    (n: number) => `${Array.from({ length: 38 }, (_, at) => `q${at}${at % 3 ? '' : n}`).join(' ')}?`,
  ],
])('100 steps of 20 variants of %s take little time', (_, body) => {
  const steps = Array.from({ length: 100 }, (_, index) => ({
    ...{ key: `s${index}`, type: 'email', day: index },
    variants: Array.from({ length: 20 }, (_, at) => ({
      ...{
        key: `v${at}`,
        subject: `Mail ${body(index * 20 + at).slice(0, 30)}`,
        body: body(index * 20 + at).slice(0, 210),
      },
    })),
  }));
  const input = { key: 'demo', goal: 'replied', steps };
  lintSequence({ ...input, steps: steps.slice(0, 3) });
  const start = process.cpuUsage();
  const findings = lintSequence(input);
  // Less than 0.4 s here.
  expect(secondsSince(start)).toBeLessThan(4);
  expect(findings.filter(({ code }) => code === 'invalid' || code === 'texts-too-long')).toEqual([]);
});

test.each([
  '![[',
  '<img ',
  '<a ',
  '. ',
  'a? ',
  '\n \n',
  'hi ',
  '{a ',
  'bump this ',
  'http://',
  '"',
  'x,\n',
  '\t',
  '◦ ',
])('a mail of nothing but %j is read at once', (part) => {
  const body = `x${part.repeat(90_000 / part.length)}x`;
  const steps = [0, 1, 2].map((day) => ({ key: `s${day}`, type: 'email', day, subject: 'S', body }));
  const start = process.cpuUsage();
  expect(lintSequence({ key: 'demo', goal: 'replied', steps })).not.toEqual([]);
  expect(secondsSince(start)).toBeLessThan(3);
});

test('100 steps of 20 variants of 100 kB are refused by a bound, at once', () => {
  const body = 'word '.repeat(20_000);
  const steps = Array.from({ length: 100 }, (_, index) => ({
    ...{ key: `s${index}`, type: 'email', day: index, subject: 'S', body },
    variants: Array.from({ length: 20 }, (_, at) => ({ key: `v${at}` })),
  }));
  expect(lintSequence({ key: 'demo', goal: 'replied', steps }).map(({ code }) => code)).toContain(
    'texts-too-long',
  );
});
