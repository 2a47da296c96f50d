import { describe, expect, test } from '@jest/globals';
import { MOST_DEFERRALS } from '#engine';
import type { MailResult, Repeats } from './mailer.ts';
import { type Attempted, verdictOf } from './verdict.ts';

const NOW = Date.parse('2026-01-05T09:00:00Z');
const HOUR = 3_600_000;
const fresh: Attempted = { intentId: 'intent', deferrals: 0, unsureSince: null };
const unsure: Attempted = { ...fresh, unsureSince: NOW - HOUR };
const deferred = (of: 'mail' | 'provider'): MailResult => ({
  ...{ kind: 'deferred', of, reason: 'recipient-busy', detail: '', retryAfterMs: null },
});
const unknown: MailResult = { kind: 'unknown', reason: 'timeout', detail: '' };
const verdict = (result: MailResult, attempted = fresh, repeats: Repeats = 'blind') =>
  verdictOf(result, attempted, repeats, NOW);

describe('an intent', () => {
  test('that is accepted is sent at this attempt', () =>
    expect(verdict({ kind: 'accepted' })).toEqual({ kind: 'sent', at: NOW }));

  test('that is accepted when it may have been taken before is sent at that attempt', () =>
    expect(verdict({ kind: 'accepted' }, unsure, 'keyed')).toEqual({ kind: 'sent', at: NOW - HOUR }));

  test('that is deferred for its own sake is tried again later, and that is counted', () =>
    expect(verdict(deferred('mail'))).toMatchObject({ kind: 'again', deferral: 1, unsureSince: null }));

  test('that was deferred as often as it may be is given up', () => {
    const last = { ...fresh, deferrals: MOST_DEFERRALS - 1 };
    expect(verdict(deferred('mail'), last)).toMatchObject({ kind: 'again', deferral: MOST_DEFERRALS });
    const spent = { ...fresh, deferrals: MOST_DEFERRALS };
    expect(verdict(deferred('mail'), spent)).toEqual({ kind: 'failed', reason: 'not-delivered' });
  });

  test('that met a provider that takes nobody’s mail loses nothing by it, however often', () =>
    expect(verdict(deferred('provider'), { ...fresh, deferrals: MOST_DEFERRALS })).toMatchObject({
      ...{ kind: 'again', at: NOW + 1, deferral: null },
    }));

  test('of which nobody knows is never handed to a blind provider again', () =>
    expect(verdict(unknown)).toMatchObject({ kind: 'unknown', unsureSince: NOW }));

  test('of which nobody knows is handed again to a provider that drops repeats', () =>
    expect(verdict(unknown, fresh, 'keyed')).toMatchObject({ kind: 'again', at: NOW + 1, unsureSince: NOW }));

  test('of which nobody knows waits until a search can find it', () =>
    expect(verdict(unknown, fresh, 'lookup')).toMatchObject({ kind: 'again', at: NOW + HOUR / 4 }));

  test.each<[string, MailResult]>([
    ['a timeout', unknown],
    ['an outage', deferred('provider')],
    ['a busy recipient', deferred('mail')],
  ])('that may have been taken is still open after %s, and not after the key is forgotten', (_, result) => {
    expect(verdict(result, unsure, 'keyed')).toMatchObject({ kind: 'again', unsureSince: NOW - HOUR });
    const old = { ...fresh, unsureSince: NOW - 24 * HOUR };
    expect(verdict(result, old, 'keyed')).toMatchObject({ kind: 'unknown', unsureSince: NOW - 24 * HOUR });
  });

  test('to an address that takes no mail bounces', () =>
    expect(verdict({ kind: 'rejected', reason: 'bad-address', detail: '' })).toMatchObject({
      kind: 'bounced',
    }));

  test.each(['refused', 'unsafe'] as const)('that is %s fails', (reason) =>
    expect(verdict({ kind: 'rejected', reason, detail: '' })).toEqual({
      kind: 'failed',
      reason: 'mail-refused',
    }),
  );
});
