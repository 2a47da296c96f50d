import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { williamsSquare } from '../design/williams-square.ts';
import { seeded } from '../random/seeded.ts';
import { orderTruth } from '../worlds/order-truth.ts';
import { simulateEnrollments } from '../worlds/simulate-enrollments.ts';
import { simulateSkips } from '../worlds/simulate-skips.ts';
import { WORLDS } from '../worlds/worlds.ts';
import { admissibleOrders, kendallDistance } from './admissible-orders.ts';
import { candidateOrder } from './candidate-order.ts';
import { indexRule } from './index-rule.ts';
import { judgeCandidate } from './judge-candidate.ts';
import { orderValue } from './order-value.ts';
import { skipContrasts } from './skip-contrasts.ts';
import { prefixProbabilities, valueFromLogs } from './value-from-logs.ts';

const chance = fc.double({ min: 0, max: 0.3, noNaN: true });
const steps = fc.array(
  fc.record({ reply: chance, exit: chance, cost: fc.double({ min: 0, max: 0.05, noNaN: true }) }),
  { minLength: 1, maxLength: 5 },
);

test('no order beats the index rule, and its reverse is the worst', () => {
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 2, noNaN: true }), (given, exitPenalty) => {
      const value = (order: readonly number[]) => orderValue(given, order, { exitPenalty }).value;
      const { order } = indexRule(given, { exitPenalty });
      for (const other of admissibleOrders(given.length).orders) {
        expect(value(other)).toBeLessThanOrEqual(value(order) + 1e-12);
        expect(value(other)).toBeGreaterThanOrEqual(value([...order].reverse()) - 1e-12);
      }
      const found = candidateOrder(given, {}, { exitPenalty })?.order ?? [];
      expect(value(found)).toBeCloseTo(value(order), 10);
    }),
    { numRuns: 60 },
  );
});

test('without exits and costs every order brings the same replies', () => {
  fc.assert(
    fc.property(fc.array(chance, { minLength: 2, maxLength: 6 }), (replies) => {
      const given = replies.map((reply) => ({ reply, exit: 0 }));
      const forth = orderValue(given, [...given.keys()]).replies;
      expect(orderValue(given, [...given.keys()].reverse()).replies).toBeCloseTo(forth, 12);
    }),
  );
});

describe('admissible orders', () => {
  test('without constraints there are K! of them, and a limit is told', () => {
    expect(admissibleOrders(5)).toMatchObject({ complete: true, orders: { length: 120 } });
    expect(admissibleOrders(6, {}, { limit: 100 })).toMatchObject({
      complete: false,
      orders: { length: 100 },
    });
  });

  test('each constraint holds in every one, and swaps are bounded', () => {
    const { orders } = admissibleOrders(5, {
      pinned: [{ step: 4, position: 4 }],
      before: [[0, 3]],
      together: [[1, 2]],
      mostSwaps: 3,
    });
    expect(orders).toContainEqual([0, 1, 2, 3, 4]);
    for (const order of orders) {
      expect(order[4]).toBe(4);
      expect(order.indexOf(0)).toBeLessThan(order.indexOf(3));
      expect(order.indexOf(1) + 1).toBe(order.indexOf(2));
      expect(kendallDistance(order)).toBeLessThanOrEqual(3);
    }
    expect(
      admissibleOrders(2, {
        before: [
          [0, 1],
          [1, 0],
        ],
      }).orders,
    ).toEqual([]);
    expect(() => admissibleOrders(2, { before: [[0, 2]] })).toThrow('before[0][1]: there is no 2');
  });

  test('with more orders than can be looked at the search still finds the best', () => {
    const many = Array.from({ length: 9 }, (_, k) => ({ reply: 0.02 + 0.01 * ((k * 4) % 9), exit: 0.05 }));
    const found = candidateOrder(many, { before: [[0, 1]] })?.order ?? [];
    const { order } = indexRule(many);
    expect(order.indexOf(0)).toBeGreaterThan(order.indexOf(1));
    expect(found.indexOf(0)).toBeLessThan(found.indexOf(1));
    const without = (given: readonly number[]) => given.filter((step) => step > 1);
    expect(without(found)).toEqual(without(order));
  });
});

test('randomized skips flag the pair that primes, in 5,000 enrollments', () => {
  const { points } = simulateSkips(
    WORLDS.primer,
    [0, 1, 2, 3, 4],
    { enrollments: 5000, skip: 0.1 },
    seeded(1),
  );
  const contrasts = skipContrasts(points);
  expect(contrasts.map(({ carryOver }) => carryOver?.verdict ?? null)).toEqual([
    'unknown',
    'unknown',
    'primes',
    'unknown',
    null,
  ]);
  expect(contrasts[2]?.incremental.verdict).toBe('adds');
  for (const { incremental } of contrasts) {
    expect(incremental.low).toBeLessThanOrEqual(incremental.value ?? 0);
    expect(incremental.high).toBeGreaterThanOrEqual(incremental.value ?? 0);
  }
});

test('a step that nobody skipped has no verdict and no NaN', () => {
  const arm = { units: 0, successes: 0, nextSuccesses: 0 };
  const [only] = skipContrasts([{ sent: { units: 50, successes: 3, nextSuccesses: 0 }, skipped: arm }]);
  expect(only?.incremental).toEqual({ value: null, low: -1, high: 1, adjustedP: 1, verdict: 'unknown' });
  expect(only?.carryOver).toBeNull();
});

test('logs of random orders give the true value of an order, with honest errors', () => {
  const orders = williamsSquare(5);
  const log = simulateEnrollments(WORLDS.primer, { enrollments: 20_000, orders }, seeded(3)).map(
    ({ order, probability, sends, event, exitAt }) => {
      const at = event === null ? sends.length : order.indexOf(event.step ?? 0) + 1;
      const outcomes = sends.slice(0, at).map((_, p) => {
        if (event !== null && p === at - 1) return 'reply' as const;
        return exitAt !== null && p === sends.length - 1 ? ('exit' as const) : ('none' as const);
      });
      return { order, probability, outcomes };
    },
  );
  for (const target of orders.slice(0, 3)) {
    const truth = orderTruth(WORLDS.primer, target).value;
    const options = {
      prefixProbabilities: prefixProbabilities(orders, target),
      valueToGo: [0.16, 0.13, 0.1, 0.06, 0.03, 0],
    };
    const { ips, selfNormalized, perDecision, doublyRobust, effectiveSize } = valueFromLogs(
      log,
      target,
      options,
    );
    for (const estimate of [ips, selfNormalized, perDecision, doublyRobust]) {
      expect(Math.abs((estimate?.value ?? 9) - truth)).toBeLessThan(4 * (estimate?.standardError ?? 0));
    }
    expect(doublyRobust?.standardError).toBeLessThan(ips.standardError);
    expect(effectiveSize).toBeGreaterThan(1800);
  }
});

test('logs without the target order say so instead of dividing by nothing', () => {
  const value = valueFromLogs([{ order: [1, 0], probability: 0.5, outcomes: ['reply'] }], [0, 1]);
  expect(value).toMatchObject({ ips: { value: 0 }, selfNormalized: null, effectiveSize: 0, usable: false });
  expect(() =>
    valueFromLogs([{ order: [0, 1], probability: 0.5, outcomes: ['reply', 'none'] }], [0, 1]),
  ).toThrow('something follows the end');
});

test('a candidate is promoted, stopped or tested on, symmetrically and the same at every look', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), (one, two) => {
      const day = (a: number, b: number) => ({
        incumbent: { units: 4000, successes: a },
        candidate: { units: 4000, successes: b },
      });
      const forth = judgeCandidate({ daily: [day(one, two)], allocation: [1, 1], leastRatio: 1 });
      const back = judgeCandidate({ daily: [day(two, one)], allocation: [1, 1], leastRatio: 1 });
      expect(forth.action === 'promote').toBe(
        back.reason === 'harm' || (back.reason === 'futile' && back.lift.high === 0),
      );
      if (forth.gain !== null) {
        expect(forth.gain.low).toBeLessThanOrEqual(forth.gain.value);
        expect(Math.abs(forth.gain.value)).toBeLessThanOrEqual(Math.abs((two - one) / 4000) + 1e-3);
      }
      expect(JSON.stringify(forth)).not.toMatch(/NaN/);
    }),
  );
});

test('orders of very many steps are refused, and a search that finds none gives up', () => {
  expect(() => admissibleOrders(1e6)).toThrow(expect.objectContaining({ argument: 'steps' }));
  expect(() => williamsSquare(1e6)).toThrow(expect.objectContaining({ argument: 'steps' }));
  const contradiction = { pinned: [{ step: 0, position: 19 }], before: [[0, 1]] as const };
  expect(admissibleOrders(20, contradiction)).toEqual({ orders: [], complete: false });
});
