import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seeded } from '../random/seeded.ts';
import { bestOrder } from './best-order.ts';
import { orderTruth } from './order-truth.ts';
import { simulateEnrollments } from './simulate-enrollments.ts';
import { simulateOrder } from './simulate-order.ts';
import { simulateSkips } from './simulate-skips.ts';
import { WORLDS } from './worlds.ts';

const INCUMBENT = [0, 1, 2, 3, 4];
const order = fc.shuffledSubarray(INCUMBENT, { minLength: 5, maxLength: 5 });
const anyWorld = fc.constantFrom(...Object.values(WORLDS));

test('what can happen to an enrollment adds up to one, whatever is skipped', () => {
  const sent = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(anyWorld, order, sent, (world, given, mask) => {
      const { value, replies, exits, finishes } = orderTruth(world, given, mask);
      const sum = [...replies, ...exits, finishes].reduce((total, share) => total + share, 0);
      expect(sum).toBeCloseTo(1, 12);
      expect(replies.reduce((total, share) => total + share, 0)).toBeCloseTo(value, 14);
    }),
  );
});

test('the worlds hold what their names say', () => {
  const gain = (name: keyof typeof WORLDS) => {
    const { best, worst } = bestOrder(WORLDS[name]);
    const value = orderTruth(WORLDS[name], INCUMBENT).value;
    return { up: best.value - value, down: value - worst.value, best: best.order };
  };
  for (const name of ['null', 'decay', 'frailty'] as const) expect(gain(name).up).toBeLessThan(1e-12);
  expect(gain('strong').best[0]).toBe(3);
  expect(gain('primer').best.slice(0, 2)).toEqual([2, 3]);
  expect(gain('primer').down).toBeGreaterThan(0.05);
  expect(gain('annoying').best.at(-1)).toBe(0);
});

test('counts and single enrollments agree with the exact value', () => {
  for (const world of [WORLDS.primer, WORLDS.frailty]) {
    const truth = orderTruth(world, INCUMBENT);
    const n = 40_000;
    const { replies, steps } = simulateOrder(world, INCUMBENT, n, seeded(1));
    const error = Math.sqrt((truth.value * (1 - truth.value)) / n);
    expect(Math.abs(replies / n - truth.value)).toBeLessThan(4 * error);
    expect(steps[1]?.atRisk).toBe(n - (steps[0]?.successes ?? 0) - (steps[0]?.otherExits ?? 0));
    const log = simulateEnrollments(world, { enrollments: 8000 }, seeded(2));
    const replied = log.filter(({ event }) => event !== null).length;
    expect(Math.abs(replied / 8000 - truth.value)).toBeLessThan(4 * error * Math.sqrt(5));
    for (const { event, sends } of log) {
      if (event !== null)
        expect(sends.some(({ step, at }) => step === event.step && at <= event.at)).toBe(true);
    }
  }
});

test('skips thin out the sends and nothing else', () => {
  const { points, steps } = simulateSkips(
    WORLDS.strong,
    INCUMBENT,
    { enrollments: 20_000, skip: 0.1 },
    seeded(4),
  );
  for (const [p, { sent, skipped }] of points.entries()) {
    const share = skipped.units / (sent.units + skipped.units);
    expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
    expect(steps[p]?.atRisk).toBe(sent.units);
  }
  const none = simulateSkips(WORLDS.strong, INCUMBENT, { enrollments: 500, skip: 0 }, seeded(4));
  expect(none.points.every(({ skipped }) => skipped.units === 0)).toBe(true);
});

test('the same seed gives the same log; growth, machine opens and orders are as asked', () => {
  const options = { enrollments: 4000, growth: 3, machineOpens: 0.4, orders: [INCUMBENT, [4, 3, 2, 1, 0]] };
  const log = simulateEnrollments(WORLDS.null, options, seeded(9));
  expect(simulateEnrollments(WORLDS.null, options, seeded(9))).toEqual(log);
  const late = log.filter(({ enrolledAt }) => enrolledAt > 1000).length / 4000;
  expect(late).toBeCloseTo(7 / 8, 1);
  expect(log.filter(({ order: given }) => given[0] === 4).length / 4000).toBeCloseTo(0.5, 1);
  const opens = log.reduce((sum, { machineOpened }) => sum + machineOpened.length, 0);
  expect(opens / log.reduce((sum, { sends }) => sum + sends.length, 0)).toBeCloseTo(0.4, 1);
  expect(() => orderTruth(WORLDS.null, [0, 1, 1, 3, 4])).toThrow(
    'order: 0, 1, 1, 3, 4 is not an order of 5 steps',
  );
});

test('a world of more steps than can be searched is refused instead of searched in part', () => {
  const nine = Array.from({ length: 9 }, () => -3);
  const world = {
    name: 'nine',
    logHazard: nine,
    position: nine,
    carryOver: nine.map(() => nine),
    exit: nine.map(() => 0),
    frailty: 0,
  };
  expect(() => bestOrder(world)).toThrow(expect.objectContaining({ argument: 'world.logHazard' }));
});
