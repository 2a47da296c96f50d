import { expect, test } from '@jest/globals';
import { rateOf } from './rate.ts';

test('a rate carries its interval, its method and its counts', () => {
  const rate = rateOf(282, 5325, 'sent');
  expect(rate).toMatchObject({
    level: 0.95,
    method: 'wilson',
    successes: 282,
    trials: 5325,
    denominator: 'sent',
  });
  expect(rate.value).toBeCloseTo(0.05296, 5);
  expect(rate.low).toBeCloseTo(0.04725, 4);
  expect(rate.high).toBeCloseTo(0.05931, 4);
});

test('without trials a rate is null, not zero', () => {
  expect(rateOf(0, 0, 'sent')).toMatchObject({ value: null, low: null, high: null, trials: 0 });
});

test('more successes than trials are refused', () => {
  expect(() => rateOf(3, 2, 'sent')).toThrow('successes: 3 successes in 2 trials');
});
