import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seeded } from '../random/seeded.ts';
import { simulateOrder } from '../worlds/simulate-order.ts';
import { simulateSkips } from '../worlds/simulate-skips.ts';
import type { World } from '../worlds/world.ts';
import { WORLDS } from '../worlds/worlds.ts';
import type { OrderedStep } from './order-question.ts';
import { recommendOrder } from './recommend-order.ts';

const INCUMBENT = [0, 1, 2, 3, 4];
const NAMES = ['Intro', 'Connect', 'Case study', 'Call', 'Break-up'];
const named = (steps: readonly Omit<OrderedStep, 'key' | 'name'>[]): OrderedStep[] =>
  steps.map((step, k) => ({ key: `s${k + 1}`, name: NAMES[k] ?? '', ...step }));
const watched = (world: World, enrollments = 20_000) =>
  named(simulateOrder(world, INCUMBENT, enrollments, seeded(21)).steps);
const trial = (control: number, treatment: number, units = 9000) => ({
  order: [3, 0, 1, 2, 4],
  allocation: [1, 1] as const,
  daily: Array.from({ length: 10 }, () => ({
    incumbent: { units: units / 10, successes: Math.round((units / 10) * control) },
    candidate: { units: units / 10, successes: Math.round((units / 10) * treatment) },
  })),
});

test('one watched order gives a hypothesis with its assumptions and the test that would settle it', () => {
  const answer = recommendOrder({ steps: watched(WORLDS.strong), unitsPerWeek: 2000 });
  expect(answer).toMatchObject({ action: 'test', kind: 'reorder', evidence: 'C', expectedGain: null });
  expect(answer.proposed[0]).toBe('s4');
  expect(answer.assumptions.length).toBeGreaterThan(0);
  expect(answer.test?.unitsPerArm).toBeGreaterThan(1000);
  expect(answer.sentence).toMatch(/^A hypothesis, not a finding: Call - .* weeks\.$/);
});

test('a pair of which one primes the other is never parted once skips have shown it', () => {
  const { steps, points } = simulateSkips(
    WORLDS.primer,
    INCUMBENT,
    { enrollments: 20_000, skip: 0.1 },
    seeded(5),
  );
  const blind = recommendOrder({ steps: named(steps) });
  expect(blind.proposed.indexOf('s3') + 1).not.toBe(blind.proposed.indexOf('s4'));
  const seen = recommendOrder({ steps: named(steps), skips: points });
  expect(seen).toMatchObject({ action: 'test', evidence: 'B', expectedGain: null });
  expect(seen.proposed.indexOf('s3') + 1).toBe(seen.proposed.indexOf('s4'));
  expect(seen.sentence).toContain('Case study prepares Call');
});

test('a step that surely does harm is proposed to be dropped', () => {
  const world: World = { ...WORLDS.annoying, exit: [0.5, 0.02, 0.02, 0.02, 0.02] };
  const { steps, points } = simulateSkips(world, INCUMBENT, { enrollments: 20_000, skip: 0.1 }, seeded(6));
  const answer = recommendOrder({ steps: named(steps), skips: points });
  expect(answer).toMatchObject({
    action: 'test',
    kind: 'drop',
    evidence: 'B',
    proposed: ['s2', 's3', 's4', 's5'],
  });
  expect(answer.expectedGain?.low).toBeGreaterThan(0);
});

test('only a randomized test promotes, with a shrunk gain', () => {
  const steps = watched(WORLDS.strong);
  const won = recommendOrder({ steps, trial: trial(0.155, 0.19) });
  expect(won).toMatchObject({ action: 'promote', evidence: 'A', proposed: ['s4', 's1', 's2', 's3', 's5'] });
  expect(won.expectedGain?.value).toBeGreaterThan(0);
  expect(won.expectedGain?.value).toBeLessThan(0.035);
  expect(won.probabilityOfHarm).toBeLessThan(0.025);
  const lost = recommendOrder({ steps, trial: trial(0.155, 0.12) });
  expect(lost).toMatchObject({ action: 'stop-test', evidence: 'A', expectedGain: null });
  expect(lost.proposed).toEqual(lost.current);
  expect(recommendOrder({ steps, trial: trial(0.155, 0.157) }).action).toBe('test');
  expect(recommendOrder({ steps, trial: { ...trial(0.155, 0.19), assigned: [9000, 8000] } })).toMatchObject({
    action: 'stop-test',
  });
});

test('steps that are pinned or come before others stay so', () => {
  const constraints = { pinned: [{ step: 4, position: 4 }], before: [[0, 3]] as const };
  const { proposed, constraints: words } = recommendOrder({ steps: watched(WORLDS.strong), constraints });
  expect(proposed.at(-1)).toBe('s5');
  expect(proposed.indexOf('s1')).toBeLessThan(proposed.indexOf('s4'));
  expect(words).toEqual(['Break-up stays step 5', 'Intro comes before Call']);
});

test('whatever is counted, nothing but a randomized test promotes or claims the gain of an order', () => {
  const step = fc
    .tuple(fc.nat({ max: 200 }), fc.nat({ max: 200 }), fc.nat({ max: 4000 }))
    .map(([successes, otherExits, stay]) => ({
      successes,
      otherExits,
      atRisk: successes + otherExits + stay,
    }));
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 5 }), (steps) => {
      const answer = recommendOrder({ steps: named(steps) });
      expect(['keep', 'test']).toContain(answer.action);
      expect(answer).toMatchObject({ evidence: 'C', expectedGain: null, probabilityOfHarm: null });
      expect([...answer.proposed].sort()).toEqual([...answer.current].sort());
      expect(JSON.stringify(answer)).not.toMatch(/NaN|undefined|Infinity/);
    }),
    { numRuns: 60 },
  );
});
