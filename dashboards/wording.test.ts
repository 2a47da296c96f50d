import { expect, test } from '@jest/globals';
import type { ExperimentReport, PeakReport } from './read-out.ts';
import {
  evidence,
  experimentBadge,
  guardrails,
  isBreached,
  peakBadge,
  peakSentence,
  remaining,
  warning,
  whatHappened,
} from './wording.ts';

const readOut = {
  asOf: '2026-04-27T12:00:00Z',
  completeness: { pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 },
  unit: 'enrollment',
  attribution: 'all' as const,
};

function peakOf(changed: Partial<PeakReport>): PeakReport {
  return {
    ...readOut,
    estimand: 'hazard',
    verdict: 'peak',
    reason: null,
    warnings: [],
    step: { key: 'case-study', position: 3, day: 4 },
    probability: 0.99,
    day: null,
    ranking: [],
    identification: 'descriptive',
    sentence: '',
    ...changed,
  };
}

function experimentOf(changed: Partial<ExperimentReport>): ExperimentReport {
  const arm = { assigned: 10, exposed: 10, successes: 1, trials: 10, rate: null, expectedLoss: null };
  return {
    ...readOut,
    state: 'running',
    verdict: 'winner',
    winner: 'b',
    arms: [
      { ...arm, key: 'a', chanceToBeBest: 0.01 },
      { ...arm, key: 'b', chanceToBeBest: 0.99 },
    ],
    comparisons: [],
    guardrails: [],
    sampleRatio: { pValue: 0.5, healthy: true },
    remaining: null,
    sentence: '',
    ...changed,
  };
}

test('steps with goals of their own are not called short of data', () => {
  const peak = peakOf({ verdict: 'not-enough-data', reason: 'goals-differ', step: null });
  expect(peakBadge(peak).label).toBe('No single peak');
  expect(peakSentence(peak)).toMatch(/^Each step has its own goal:/);
  expect(evidence(peak).meaning).toContain('its own goal');
});

test('a descriptive read-out says that it does not speak of another order', () => {
  expect(evidence(peakOf({})).meaning).toContain('does not say what another order would bring');
});

test('a warning is told in plain words, and an unknown one as it came', () => {
  expect(warning('selection')).toContain('the first one looks better than it is');
  expect(warning('something new')).toBe('something new');
  expect(warning({ code: 'selection', message: 'In the words of the API.' })).toBe(
    'In the words of the API.',
  );
});

test('only a winner is named in the badge', () => {
  expect(experimentBadge(experimentOf({}))).toEqual({ label: 'Winner: b', tone: 'good' });
  expect(experimentBadge(experimentOf({ verdict: 'not-enough-data', winner: null })).label).toBe(
    'Not enough data yet',
  );
});

test('what is still needed is said with its unit', () => {
  expect(
    remaining(experimentOf({ verdict: 'not-enough-data', remaining: { units: 8158, days: 60.2 } })),
  ).toBe('8,158 more enrollments, about 61 days');
  expect(remaining(experimentOf({}))).toBe('Nothing: decided');
  expect(remaining(experimentOf({ verdict: 'unhealthy' }))).toBe('Unknown');
});

test('guardrails are told by verdict', () => {
  const report = experimentOf({
    guardrails: [
      { metric: 'bounced', verdict: 'ok' },
      { metric: 'complained', verdict: 'ok' },
      { metric: 'unsubscribed', verdict: 'breached' },
    ],
  });
  expect(guardrails(report)).toBe('ok: bounced, complained · breached: unsubscribed');
  expect(isBreached(report)).toBe(true);
  expect(guardrails(experimentOf({}))).toBe('None set');
});

test('what happened is told in numbers and words, and nothing as nothing', () => {
  const nothing = { enrolled: 0, mailsSent: 0, tasksOpened: 0, events: {} };
  const events = { replied: 9, bounced: 1, opened: 0, 'auto-replied': 4 };
  expect(whatHappened({ ...nothing, mailsSent: 1212, events }).replaceAll('\u00a0', ' ')).toBe(
    '1,212 mails went out, 9 replies came in, 1 mail bounced.',
  );
  expect(whatHappened(nothing)).toBe('Nothing fell due and nobody answered.');
});
