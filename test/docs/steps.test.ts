import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { type Arrival, newEnrollment, parseSequence, parseSequenceText, simulate, stepTypes } from '#engine';
import { type Row, readTables } from './tables.ts';

const ROOT = new URL('.', import.meta.resolve('#package.json'));
const page = readFileSync(new URL('docs/steps.md', ROOT), 'utf8');
const [whole = '', ...pieces] = [...page.matchAll(/```yaml\n([\s\S]+?)```/g)].map(([, yaml = '']) => yaml);
const tables = readTables(page);
const rowsUnder = (head: string) => tables.find(({ head: [first] }) => first === head)?.rows ?? [];
const DAY = 86_400_000;

/** What stands between backticks in a cell. */
const code = (cell = '') => /`(.+?)`/.exec(cell)?.[1] ?? '';

/** A sequence in which everything is that conditions of the page name. */
function problemsOf(step: Record<string, unknown>) {
  const mail = { type: 'email', subject: 'Hello', body: 'Hi' };
  const variants = [{ key: 'a' }, { key: 'b' }];
  const steps = [
    { key: 'intro', day: 0, ...mail },
    { key: 'call', type: 'task', day: 1, channel: 'call', title: 'Call', outcomes: ['connected'] },
    { key: 'case-study', day: 2, ...mail, variants },
    { key: 'this', ...step },
    { key: 'bye', after: '1d', ...mail },
  ];
  const parsed = parseSequence({ key: 'demo', goal: 'replied', tracking: { opens: true }, steps });
  return parsed.ok ? parsed.warnings : parsed.problems;
}

function example() {
  const parsed = parseSequenceText(whole);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

test('the file on the page is a sequence', () => {
  expect(example().warnings).toEqual([]);
});

test('each piece of a file on the page is a step', () => {
  expect(pieces.length).toBeGreaterThan(0);
  for (const piece of pieces) {
    const [step] = parseYaml(piece) as Record<string, unknown>[];
    expect(problemsOf({ ...step, key: 'this' })).toEqual([]);
  }
});

/** `opened intro 1d, task-completed:connected call 2d` */
function arrivalsOf(text: string, enrolledAt: number, visitOf: (step: string) => number): Arrival[] {
  return text === 'nothing'
    ? []
    : text.split(', ').map((part) => {
        const [event = '', step = '', after = ''] = part.split(' ');
        const [type = '', name = ''] = event.split(':');
        const occurredAt = enrolledAt + Number.parseInt(after, 10) * DAY;
        return { type, name, machine: false, hard: true, step, visit: visitOf(step), occurredAt };
      });
}

describe('each way through the file', () => {
  const { sequence } = example();
  const rows = rowsUnder('what the contact does, counted from enrollment');

  test.each(
    rows.map((row): [string, Row] => [row['what the contact does, counted from enrollment'] ?? '', row]),
  )('%s', (doing, row) => {
    const enrolledAt = Date.parse('2026-01-05T10:00Z');
    const way = row['way through the file'] ?? '';
    const visitOf = (step: string) => way.split(', ').indexOf(step) + 1;
    const contact = { id: 'c-1', email: 'ada@example.com', timezone: 'UTC', attributes: {} };
    const start = newEnrollment({ id: 'e-1', contact, enrolledAt });
    const run = simulate(sequence, start, arrivalsOf(doing, enrolledAt, visitOf));
    const steps = run.moments.flatMap(({ decision: { visit } }) => (visit === null ? [] : [visit.step]));
    expect({ way: steps.join(', '), end: run.ended }).toEqual({ way, end: row.end });
  });
});

test.each(rowsUnder('form').map((row) => code(row.form)))('%s is a wait', (form) => {
  const step = { type: 'wait', ...(parseYaml(`{ ${form} }`) as object) };
  expect(problemsOf('untilDate' in step ? { ...step, else: 'bye' } : step)).toEqual([]);
});

test.each(rowsUnder('condition').map((row) => code(row.condition)))('%s is a condition', (condition) => {
  const step = parseYaml(`{ type: branch, if: ${condition}, then: bye, else: bye }`) as object;
  expect(problemsOf({ ...step })).toEqual([]);
});

test('every field of every type is on the page', () => {
  const fields = Object.values(stepTypes).flatMap(({ schema }) => Object.keys(schema.shape));
  expect(fields.length).toBeGreaterThan(10);
  expect(fields.filter((field) => !new RegExp(`\`[^\`\n]*\\b${field}\\b`).test(page))).toEqual([]);
});
