import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  parseSequenceText,
  parseTruth,
  parseTruthText,
  type Sequence,
  type Truth,
  useDigests,
} from '#engine';
import { simulateAudience } from './simulate-audience.ts';
import type { Simulation } from './simulation.ts';

// Twice as fast as the portable ones, and the same bytes.
useDigests({
  sha1: (bytes) => hash('sha1', bytes, 'hex'),
  sha256: (bytes) => hash('sha256', bytes, 'hex'),
});

function read(text: string): Sequence {
  const parsed = parseSequenceText(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.sequence;
}

function example(key: string): { sequence: Sequence; truth: Truth } {
  const sequence = read(readFileSync(`examples/${key}.yaml`, 'utf8'));
  const parsed = parseTruthText(readFileSync(`examples/${key}.truth.yaml`, 'utf8'), sequence);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { sequence, truth: parsed.truth };
}

function simulate(text: string, truth: object, enrollments = 800): Simulation {
  const sequence = read(text);
  const parsed = parseTruth(truth, sequence);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return simulateAudience({ sequence, truth: parsed.truth, enrollments, seed: 1 });
}

describe('what was planted is found', () => {
  test.each(['b2b-outbound', 'trial-nurture', 'post-purchase'])(
    'in %s the intervals cover it at their nominal rate, over seeds',
    (key) => {
      const seeds = Array.from({ length: 12 }, (_, seed) => seed);
      const covered = seeds.flatMap((seed) =>
        simulateAudience({ ...example(key), enrollments: 300, seed }).steps.flatMap((step) => [
          step.covered,
          ...step.variants.map((variant) => variant.covered),
        ]),
      );
      const share = covered.filter((each) => each === true).length / covered.length;
      // 95 % of some eighty intervals, within three standard errors.
      expect(covered.length).toBeGreaterThan(70);
      expect(share).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / covered.length));
    },
  );

  test('in rates that agree over many enrollments, organic outcomes and late ones included', () => {
    const { steps } = simulateAudience({ ...example('trial-nurture'), enrollments: 3_000, seed: 3 });
    for (const { expected, rate } of steps) {
      const error = Math.sqrt((expected * (1 - expected)) / rate.trials);
      expect(Math.abs((rate.value ?? 0) - expected)).toBeLessThan(3.5 * error);
      expect(expected).not.toBe(0);
    }
  });

  test('the peak where it was put, and the better variant', () => {
    const { peak, plantedPeak, experiments, sentence } = simulateAudience({
      ...example('b2b-outbound'),
      ...{ enrollments: 3_000, seed: 1 },
    });
    expect(plantedPeak).toBe('case-study');
    expect(peak).toMatchObject({ verdict: 'peak', step: { key: 'case-study', position: 3 } });
    expect(experiments).toMatchObject([
      { key: 'b2b-outbound.case-study', planted: [0.03, 0.075], verdict: 'winner', winner: 'b' },
    ]);
    expect(sentence).toContain('The peak is found where it was planted, at case-study.');
  });

  test('and where there is none, none is claimed', () => {
    const mails = ['one', 'two', 'three'].map(
      (key, at) => `  - { key: ${key}, type: email, day: ${3 * at}, subject: S, body: B }`,
    );
    const equal = simulate(`key: demo\ngoal: replied\nsteps:\n${mails.join('\n')}\n`, {
      steps: { one: { outcome: 0.05 }, two: { outcome: 0.05 }, three: { outcome: 0.05 } },
    });
    expect(equal.peak.verdict).toBe('no-clear-peak');
    expect(equal.sentence).toContain('no step is told apart as the peak');
  });
});

test('the same seed gives the same bytes, another seed another audience', () => {
  const plan = { ...example('post-purchase'), enrollments: 300 };
  const bytes = (seed: number) => JSON.stringify(simulateAudience({ ...plan, seed }));
  expect(bytes(5)).toBe(bytes(5));
  expect(bytes(5)).not.toBe(bytes(6));
});

test('everything goes out in the hours and on the days of the schedule', () => {
  const { steps } = simulateAudience({ ...example('b2b-outbound'), enrollments: 500, seed: 1 });
  for (const { type, when, sent } of steps) {
    if (type !== 'email') continue;
    expect(when.weekdays).toMatchObject({ sat: 0, sun: 0 });
    expect(Object.values(when.weekdays).reduce((sum, count) => sum + count, 0)).toBe(sent);
    expect(when.hours?.first).toBeGreaterThanOrEqual(9);
    expect(when.hours?.last).toBeLessThan(17);
  }
  expect(steps.map(({ when }) => when.days?.median)).toEqual([1, 3, 4, 7, 10, 14, 21]);
});

test('tasks that nobody does skip themselves, and the sequence goes on', () => {
  const { steps, ended } = simulate(
    `
key: demo
goal: replied
steps:
  - { key: call, type: task, day: 0, channel: call, title: Call, autoSkipAfter: 2d }
  - { key: mail, type: email, after: 1d, subject: S, body: B }
`,
    { tasks: { done: 0.25, delay: { medianHours: 3, sigma: 0.5 } }, steps: { mail: { outcome: 0.1 } } },
  );
  expect(ended).toMatchObject({ active: 0 });
  const [call, mail] = steps;
  expect([call?.reached, mail?.sent]).toEqual([800, 800]);
  expect((call?.sent ?? 0) / 800).toBeCloseTo(0.25, 1);
  expect(mail?.when.days).toMatchObject({ last: 3 });
});

test('branches follow what the audience does, and a circle comes to an end', () => {
  const branched = `
key: demo
goal: converted
steps:
  - { key: offer, type: email, day: 0, goal: clicked, subject: S, body: B }
  - { key: clicked, type: branch, if: { event: clicked, step: offer, within: 7d }, then: thanks, else: again }
  - { key: thanks, type: email, after: 1d, subject: T, body: B }
  - { key: done, type: exit }
  - { key: again, type: email, after: 30d, subject: A, body: B }
  - { key: back, type: branch, if: { contact: never, eq: 1 }, then: done, else: again }
`;
  const { steps, ended } = simulate(branched, { steps: { offer: { outcome: 0.4 } } });
  const of = (key: string) => steps.find((step) => step.key === key);
  expect(of('offer')?.rate.successes).toBe(of('thanks')?.sent);
  expect((of('thanks')?.sent ?? 0) + (of('again')?.reached ?? 0)).toBe(800);
  expect(of('again')?.reached).toBe(ended.active + ended.failed + ended.exited - (of('thanks')?.sent ?? 0));
});

test('a step of which the truth says nothing has a rate of zero, and says so', () => {
  const { steps } = simulate(
    'key: demo\ngoal: replied\nsteps:\n  - { key: one, type: email, day: 0, subject: S, body: B }\n',
    { steps: {} },
    50,
  );
  expect(steps).toMatchObject([
    { planted: 0, expected: 0, covered: true, rate: { successes: 0, trials: 50 } },
  ]);
});
