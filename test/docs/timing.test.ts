import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { dueAt, iso, openAt, parseSequence, stepTypes } from '#engine';
import { type Row, readTables } from './tables.ts';

const ROOT = new URL('.', import.meta.resolve('#package.json'));
const tables = readTables(readFileSync(new URL('docs/timing.md', ROOT), 'utf8'));

const mapping = (text: string): unknown => (text === '' ? undefined : parseYaml(text));

/** One step of a sequence; an email where the row does not say. */
function fileOf(row: Row) {
  const step = parseYaml(`{ ${row.step} }`);
  const email = { type: 'email', subject: 'Hello', body: 'Hi' };
  return {
    key: 'demo',
    goal: 'replied',
    schedule: mapping(row.schedule ?? ''),
    steps: [{ key: 'a', ...('type' in step ? {} : email), ...step }],
  };
}

/** A bare zone, or attributes in YAML. */
function contactOf(text: string) {
  const found: unknown = mapping(text);
  if (typeof found === 'string') return { timezone: found, attributes: {} };
  const { timezone = null, ...attributes } = (found ?? {}) as { timezone?: string };
  return { timezone, attributes };
}

/** `enrolled TIME, done TIME, mailed TIME, asked TIME` */
function timesOf(text: string) {
  const times = new Map(
    text.split(', ').map((part) => {
      const [word = '', time = ''] = part.split(' ');
      return [word, Date.parse(time)];
    }),
  );
  const enrolledAt = times.get('enrolled') ?? Number.NaN;
  return {
    enrolledAt,
    doneAt: times.get('done') ?? enrolledAt,
    lastEmailAt: times.get('mailed') ?? null,
    askedAt: times.get('asked'),
  };
}

function dueOf(row: Row): string {
  const parsed = parseSequence(fileOf(row));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [step] = parsed.sequence.steps;
  const type = step && stepTypes[step.type];
  if (step === undefined || type === undefined) throw new Error('The row has no step.');
  const { enrolledAt, doneAt, lastEmailAt, askedAt } = timesOf(row.since ?? '');
  const timing = { contact: contactOf(row.contact ?? ''), enrolledAt, lastEmailAt };
  const due =
    askedAt === undefined
      ? dueAt(parsed.sequence, step, type, timing, doneAt)
      : openAt(parsed.sequence, step, type, timing, askedAt);
  return iso(due);
}

describe('docs/timing.md', () => {
  test('holds tables that are run, and no others', () => {
    const heads = tables.map(({ head }) => head.join(' '));
    expect(new Set(heads)).toEqual(
      new Set(['rule step schedule contact since due', 'what step schedule at reason']),
    );
    expect(tables.flatMap(({ rows }) => rows).length).toBeGreaterThan(80);
  });

  for (const { head, rows } of tables) {
    for (const row of rows) {
      if (head.includes('due')) {
        test(`${row.rule}: ${row.step} ${row.schedule}`, () => {
          expect(dueOf(row)).toBe(iso(Date.parse(row.due ?? '')));
        });
      } else {
        test(`refuses ${row.what}`, () => {
          const parsed = parseSequence(fileOf(row));
          expect(parsed.ok ? [] : parsed.problems).toMatchObject([
            { path: row.at, reason: expect.stringContaining(row.reason ?? '') },
          ]);
        });
      }
    }
  }
});
