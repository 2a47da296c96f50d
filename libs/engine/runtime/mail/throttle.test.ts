import { describe, expect, test } from '@jest/globals';
import type { MailResult } from './mailer.ts';
import { Throttle } from './throttle.ts';

const SECOND = 1_000;
const accepted: MailResult = { kind: 'accepted' };
const away = (retryAfterMs: number | null = null): MailResult => ({
  ...{ kind: 'deferred', of: 'provider', reason: 'provider-away', detail: '503', retryAfterMs },
});
const limited = (retryAfterMs: number | null): MailResult => ({
  ...{ kind: 'deferred', of: 'provider', reason: 'rate-limited', detail: '429', retryAfterMs },
});
const notTried: MailResult = {
  ...{ kind: 'deferred', of: 'provider', reason: 'not-tried', detail: '', retryAfterMs: null },
};
const many = (result: MailResult, count: number) => Array<MailResult>(count).fill(result);

describe('what a provider takes', () => {
  test('is everything until it says no', () => {
    const throttle = new Throttle();
    throttle.note(many(accepted, 500), 0);
    expect(throttle.takes(0)).toBe(Number.POSITIVE_INFINITY);
  });

  test('is nothing while it is away, longer and longer, a quarter of an hour at most, and then one mail', () => {
    const throttle = new Throttle();
    let now = 0;
    const waits: number[] = [];
    for (let outage = 0; outage < 8; outage++) {
      throttle.note([away()], now);
      const start = now;
      while (throttle.takes(now) === 0) now += 10 * SECOND;
      expect(throttle.takes(now)).toBe(1);
      waits.push((now - start) / SECOND);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test('doubles from one mail once it is back, until there is no limit', () => {
    const throttle = new Throttle();
    throttle.note([away()], 0);
    const windows = Array.from({ length: 11 }, () => {
      const window = throttle.takes(60 * SECOND);
      throttle.note(many(accepted, Math.min(window, 500)), 60 * SECOND);
      return window;
    });
    expect(windows).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, Number.POSITIVE_INFINITY]);
  });

  test('is as much as it took before its rate limit, after the time it asked for', () => {
    const throttle = new Throttle();
    throttle.note([accepted, accepted, limited(3 * SECOND), notTried], 0);
    expect(throttle.takes(3 * SECOND - 1)).toBe(0);
    expect(throttle.takes(3 * SECOND)).toBe(2);
  });

  test('is no more than was got through where only the time was up', () => {
    const throttle = new Throttle();
    throttle.note([accepted, accepted, notTried, notTried], 0);
    expect(throttle.takes(0)).toBe(2);
  });

  test('is not cut by a mail that is refused for its own sake', () => {
    const throttle = new Throttle();
    throttle.note([{ kind: 'rejected', reason: 'refused', detail: '' }], 0);
    expect(throttle.takes(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

test('an outage is told once, and so is its end', () => {
  const said: string[] = [];
  const throttle = new Throttle((line) => said.push(line));
  for (let minute = 0; minute < 10; minute++) throttle.note([away()], minute * 60 * SECOND);
  throttle.note([], 0);
  throttle.note([accepted], 3600 * SECOND);
  throttle.note([accepted], 3600 * SECOND);
  throttle.note([limited(null)], 3600 * SECOND);
  expect(said).toEqual([
    'The provider takes no mail (provider-away: 503). Mail waits; it is asked again at 1970-01-01T00:00:30.000Z.',
    'The provider takes mail again.',
  ]);
});
