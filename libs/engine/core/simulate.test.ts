import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseSequenceText } from './file/parse.ts';
import type { Arrival } from './react.ts';
import type { Sequence } from './sequence.ts';
import { newEnrollment, type Run, simulate } from './simulate.ts';

const at = (iso: string) => Date.parse(iso);

function read(text: string): Sequence {
  const parsed = parseSequenceText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

function example(key: string): Sequence {
  return read(readFileSync(`examples/${key}.yaml`, 'utf8'));
}

function enroll(enrolledAt: string, timezone: string | null = null) {
  const contact = { id: 'c-1', email: 'ada@example.org', timezone, attributes: {} };
  return newEnrollment({ id: 'e-1', contact, enrolledAt: at(enrolledAt) });
}

function visits({ moments }: Run): [string, string][] {
  return moments.flatMap(({ at, decision: { visit } }) =>
    visit === null ? [] : [[visit.step, new Date(at).toISOString().slice(0, 16)]],
  );
}

function arrival(type: string, occurredAt: string, changes: Partial<Arrival> = {}): Arrival {
  const rest = { name: '', machine: false, hard: false, step: '', visit: 0 };
  return { ...rest, type, occurredAt: at(occurredAt), ...changes };
}

describe('the outbound cadence', () => {
  const sequence = example('b2b-outbound');

  test('reaches each step on its day, at the local time of the enrollment', () => {
    const run = simulate(sequence, enroll('2026-01-05T10:00Z', 'UTC'));
    expect(visits(run)).toEqual([
      ['intro', '2026-01-06T10:00'],
      ['connect', '2026-01-08T10:00'],
      ['case-study', '2026-01-09T10:00'],
      ['call', '2026-01-12T10:00'],
      ['value-add', '2026-01-15T10:00'],
      ['last-attempt', '2026-01-19T10:00'],
      ['break-up', '2026-01-26T10:00'],
    ]);
    expect(run.ended).toBe('finished');
    expect(run.enrollment).toMatchObject({ cursor: 7, visit: 7, openTasks: [] });
    expect(Object.keys(run.enrollment.arms)).toEqual(['b2b-outbound.case-study']);
  });

  test('enrolled on a Thursday evening keeps to office hours, over the weekend and the change of the clocks', () => {
    const run = simulate(sequence, enroll('2026-03-26T19:30Z', 'Europe/Berlin'));
    expect(visits(run)).toEqual([
      // Day 1 is Friday evening, so Monday; the invite of Sunday falls on the same opening.
      ['intro', '2026-03-30T07:00'],
      ['connect', '2026-03-30T07:00'],
      ['case-study', '2026-03-31T07:00'],
      ['call', '2026-04-03T07:00'],
      ['value-add', '2026-04-06T07:00'],
      ['last-attempt', '2026-04-10T07:00'],
      ['break-up', '2026-04-17T07:00'],
    ]);
  });

  test('a reply stops it, an automatic reply does not', () => {
    const run = simulate(sequence, enroll('2026-01-05T10:00Z', 'UTC'), [
      arrival('auto-replied', '2026-01-06T10:01Z', { step: 'intro', visit: 1 }),
      arrival('replied', '2026-01-10T09:00Z', { step: 'case-study', visit: 3 }),
    ]);
    expect(visits(run).map(([step]) => step)).toEqual(['intro', 'connect', 'case-study']);
    expect(run.ended).toBe('replied');
    expect(run.enrollment.openTasks).toEqual([2]);
  });
});

describe('the trial nurture', () => {
  const sequence = example('trial-nurture');

  test('runs on its days at the hour of the enrollment', () => {
    const run = simulate(sequence, enroll('2026-03-20T21:15Z', 'America/New_York'));
    expect(visits(run)).toEqual([
      ['welcome', '2026-03-20T21:15'],
      ['feature-1', '2026-03-22T21:15'],
      ['story', '2026-03-25T21:15'],
      ['feature-2', '2026-03-29T21:15'],
      ['trial-end', '2026-04-01T21:15'],
      ['final', '2026-04-04T21:15'],
    ]);
  });

  test('any conversion stops it', () => {
    const run = simulate(sequence, enroll('2026-03-20T21:15Z'), [
      arrival('converted', '2026-04-02T08:00Z', { name: 'paid-plan', step: 'trial-end', visit: 5 }),
    ]);
    expect(run.ended).toBe('converted');
    expect(visits(run)).toHaveLength(5);
  });
});

describe('the post-purchase sequence', () => {
  const sequence = example('post-purchase');
  const days = ['2026-01-05', '2026-01-06', '2026-01-08', '2026-01-12', '2026-01-19', '2026-02-04'];

  test('goes on after conversions, a reorder too', () => {
    const run = simulate(sequence, enroll('2026-01-05T23:59Z'), [
      arrival('converted', '2026-01-07T00:00Z', { name: 'reorder' }),
      arrival('replied', '2026-01-07T00:00Z'),
      arrival('bounced', '2026-01-08T00:00Z'),
    ]);
    expect(visits(run).map(([, time]) => time)).toEqual(days.map((day) => `${day}T23:59`));
    expect(run.ended).toBe('finished');
  });

  test('a hard bounce stops it', () => {
    const run = simulate(sequence, enroll('2026-01-05T23:59Z'), [
      arrival('bounced', '2026-01-06T00:00Z', { hard: true }),
    ]);
    expect(visits(run).map(([step]) => step)).toEqual(['confirmation']);
    expect(run.ended).toBe('bounced');
  });
});

describe('a sequence with a branch, a wait and tasks', () => {
  const sequence = read(`
key: demo
goal: converted
schedule: { timezone: UTC }
steps:
  - { key: offer, type: email, day: 0, subject: Hello, body: Hi }
  - { key: warm, type: branch, if: { event: clicked, step: offer, within: 3d }, then: call, else: pause }
  - { key: call, type: task, after: 1h, channel: call, title: Call, autoSkipAfter: 2d }
  - { key: thanks, type: email, after: 1d, subject: Hello, body: Hi }
  - { key: move, type: exit, to: onboarding }
  - { key: pause, type: wait, for: 4d, until: { event: opened } }
  - { key: nudge, type: email, after: 0d, subject: Hello, body: Hi }
`);
  const start = enroll('2026-01-05T10:00Z');

  test('a click leads to the call; the mail after it waits for the call to be done', () => {
    const run = simulate(sequence, start, [
      arrival('clicked', '2026-01-06T12:00Z', { step: 'offer', visit: 1 }),
      arrival('task-completed', '2026-01-09T09:00Z', { step: 'call', visit: 3 }),
    ]);
    expect(visits(run)).toEqual([
      ['offer', '2026-01-05T10:00'],
      ['warm', '2026-01-08T10:00'],
      ['call', '2026-01-08T11:00'],
      ['thanks', '2026-01-10T09:00'],
      ['move', '2026-01-10T09:00'],
    ]);
    expect(run.ended).toBe('move');
    expect(run.moments.at(-1)?.decision.next).toEqual({
      state: 'exited',
      reason: 'move',
      moveTo: 'onboarding',
    });
  });

  test('a call that nobody makes skips itself, and the mail goes out a day later', () => {
    const run = simulate(sequence, start, [
      arrival('clicked', '2026-01-06T12:00Z', { step: 'offer', visit: 1 }),
    ]);
    expect(visits(run)[3]).toEqual(['thanks', '2026-01-11T11:00']);
    expect(run.enrollment.seen).toMatchObject({ call: { 'task-skipped': { count: 1 } } });
  });

  test('a machine click leads nowhere; the wait ends with the first human open', () => {
    const run = simulate(sequence, start, [
      arrival('clicked', '2026-01-05T10:01Z', { step: 'offer', visit: 1, machine: true }),
      arrival('opened', '2026-01-09T08:00Z', { step: 'offer', visit: 1, machine: true }),
      arrival('opened', '2026-01-09T20:00Z', { step: 'offer', visit: 1 }),
    ]);
    expect(visits(run)).toEqual([
      ['offer', '2026-01-05T10:00'],
      ['warm', '2026-01-08T10:00'],
      ['pause', '2026-01-08T10:00'],
      ['nudge', '2026-01-09T20:00'],
    ]);
    expect(run.ended).toBe('finished');
  });

  test('without any sign the wait runs its length', () => {
    expect(visits(simulate(sequence, start))[3]).toEqual(['nudge', '2026-01-12T10:00']);
  });
});
