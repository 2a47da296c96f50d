/** Plausible answers of the API for the three reference sequences, so that the page can be tried without stores. */

export interface CannedStep {
  readonly key: string;
  readonly name: string;
  readonly day: number;
  readonly type: string;
  readonly purpose: string;
  readonly goal: string | null;
  readonly hazard: number;
}

export interface CannedSequence {
  readonly key: string;
  readonly name: string;
  readonly metric: string | null;
  readonly enrolled: number;
  readonly steps: readonly CannedStep[];
}

type Row = readonly [
  key: string,
  name: string,
  day: number,
  type: string,
  purpose: string,
  hazard: number,
  goal?: string,
];

function sequence(
  key: string,
  name: string,
  metric: string | null,
  enrolled: number,
  rows: readonly Row[],
): CannedSequence {
  const steps = rows.map(([step, title, day, type, purpose, hazard, goal]) => {
    return { key: step, name: title, day, type, purpose, goal: goal ?? metric, hazard };
  });
  return { key, name, metric, enrolled, steps };
}

export const CANNED_SEQUENCES: readonly CannedSequence[] = [
  sequence('b2b-outbound', 'B2B outbound cadence', 'replied', 6000, [
    ['intro', 'Introduction', 1, 'email', 'introduce-value', 0.018],
    ['connect', 'LinkedIn invite', 3, 'task', 'introduce-value', 0.006],
    ['case-study', 'Follow-up with case study', 4, 'email', 'social-proof', 0.0523],
    ['call', 'Phone call', 7, 'task', 'propose-meeting', 0.009],
    ['value-add', 'Industry statistic', 10, 'email', 'offer-resource', 0.012],
    ['last-attempt', 'Last attempt', 14, 'email', 'ask-direct-question', 0.007],
    ['break-up', 'Break-up', 21, 'email', 'break-up', 0.01],
  ]),
  sequence('post-purchase', 'E-commerce post-purchase', null, 1600, [
    ['confirmation', 'Order confirmation', 0, 'email', 'confirm', 0.62, 'converted:confirmation-read'],
    ['shipping', 'Shipping notification', 1, 'email', 'confirm', 0.48, 'converted:tracking-opened'],
    ['use-cases', 'Use cases', 3, 'email', 'offer-resource', 0.22, 'converted:guide-read'],
    ['review', 'Review request', 7, 'email', 'request-review', 0.07, 'converted:review-submitted'],
    ['cross-sell', 'Related products', 14, 'email', 'cross-sell', 0.035, 'converted:cross-sell-order'],
    ['replenish', 'Replenishment reminder', 30, 'email', 'replenish', 0.09, 'converted:reorder'],
  ]),
  sequence('trial-nurture', 'Free-trial nurture', 'converted', 2200, [
    ['welcome', 'Welcome and quick start', 0, 'email', 'onboard', 0.006],
    ['feature-1', 'Feature highlight 1', 2, 'email', 'introduce-value', 0.006],
    ['story', 'Customer story', 5, 'email', 'social-proof', 0.009],
    ['feature-2', 'Feature highlight 2', 9, 'email', 'introduce-value', 0.008],
    ['trial-end', 'Trial ends: upgrade offer', 12, 'email', 'remind', 0.06],
    ['final', 'Final upgrade reminder', 15, 'email', 'remind', 0.02],
  ]),
];

/** Wilson's score interval at 95 %. */
function rate(successes: number, trials: number, denominator: string) {
  const z2 = 1.959963984540054 ** 2;
  const share = { level: 0.95, method: 'wilson', successes, trials, denominator };
  if (trials === 0) return { value: null, low: null, high: null, ...share };
  const value = successes / trials;
  const middle = (value + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = Math.sqrt((z2 * value * (1 - value)) / trials + (z2 / (2 * trials)) ** 2) / (1 + z2 / trials);
  return { value, low: Math.max(0, middle - half), high: middle + half, ...share };
}

function readOut(now: number) {
  const completeness = { pending: 0, deadLetters: 0, gaps: 0 };
  return { asOf: new Date(now).toISOString(), completeness, unit: 'enrollment' };
}

/** The step report after `days` of sandbox time: later steps have been reached by fewer. */
export function cannedSteps(found: CannedSequence, days: number, now: number) {
  let left = found.enrolled;
  const steps = found.steps.map((step, index) => {
    const reached = Math.round(left * Math.min(1, Math.max(0, (days - step.day) / 91)));
    const sent = step.type === 'task' ? Math.round(reached * 0.8) : reached;
    const bounced = step.type === 'email' && index === 0 ? Math.round(sent * 0.018) : 0;
    const trials = Math.round((sent - bounced) * 0.96);
    const successes = Math.round(trials * step.hazard);
    left = Math.round(left * (1 - step.hazard * (found.metric === null ? 0 : 1) - 0.007));
    const isEmail = step.type === 'email';
    return {
      ...step,
      position: index + 1,
      reached,
      sent,
      delivered: isEmail ? sent - bounced : null,
      opened: isEmail ? Math.round(sent * 0.3) : null,
      openedByMachine: isEmail ? Math.round(sent * 0.4) : null,
      clicked: 0,
      replied: found.metric === 'replied' ? Math.round(sent * step.hazard) : 0,
      converted: found.metric === 'replied' ? 0 : Math.round(sent * step.hazard),
      unsubscribed: isEmail ? Math.round(sent * 0.005) : 0,
      bounced,
      skipped: reached - sent,
      waiting: Math.max(0, Math.round((119 - days) * (3 + (index % 3)))),
      rate: rate(successes, trials, 'sent'),
      mature: { trials, immature: sent - trials },
      variants:
        step.key === 'case-study'
          ? [
              { key: 'a', subject: 'How Acme doubled replies' },
              { key: 'b', subject: 'A 2-page case study' },
            ]
          : [],
    };
  });
  return {
    ...readOut(now),
    sequence: { key: found.key, name: found.name, version: 1 },
    metric: found.metric,
    steps,
  };
}

export function cannedPeak(found: CannedSequence, days: number, now: number) {
  const { steps } = cannedSteps(found, days, now);
  const best = Math.max(...steps.map(({ hazard }) => hazard));
  const ranking = steps
    .map(({ key, position, day, rate: shown, hazard }) => ({
      key,
      position,
      day,
      rate: shown,
      probability: hazard === best ? 0.9999 : 0.00002,
    }))
    .toSorted((a, b) => (b.rate.value ?? 0) - (a.rate.value ?? 0));
  const common = {
    ...readOut(now),
    estimand: 'hazard',
    warnings: [],
    identification: 'descriptive',
    needed: null,
  };
  if (found.metric === null) {
    const sentence = 'Each of the six steps has a goal of its own, so their rates cannot be ranked.';
    return {
      ...common,
      verdict: 'not-enough-data',
      reason: 'goals-differ',
      step: null,
      probability: null,
      day: null,
      ranking: [],
      sentence,
    };
  }
  const top = steps.find(({ hazard }) => hazard === best) ?? steps[0];
  const shown = top?.rate;
  const sentence =
    `${found.metric === 'replied' ? 'Replies' : 'Conversions'} peak at step ${top?.position}, ${top?.name} (day ${top?.day}): ` +
    `${((shown?.value ?? 0) * 100).toFixed(1)} % of those who got it, 95 % interval ${((shown?.low ?? 0) * 100).toFixed(1)} to ${((shown?.high ?? 0) * 100).toFixed(1)} %.`;
  const step = { key: top?.key, position: top?.position, day: top?.day };
  const day = { value: top?.day ?? 0, low: top?.day ?? 0, high: (top?.day ?? 0) + 1 };
  return { ...common, verdict: 'peak', reason: null, step, probability: 0.9999, day, ranking, sentence };
}

export function cannedExperiment(now: number) {
  const a = rate(192, 2665, 'enrollments');
  const b = rate(306, 2660, 'enrollments');
  const arm = (key: string, shown: typeof a, chanceToBeBest: number, expectedLoss: number) => {
    return {
      key,
      assigned: 2853,
      exposed: 2801,
      successes: shown.successes,
      trials: shown.trials,
      rate: shown,
      chanceToBeBest,
      expectedLoss,
    };
  };
  return {
    ...readOut(now),
    state: 'running',
    verdict: 'winner',
    arms: [arm('a', a, 0.0000004, 0.043), arm('b', b, 0.9999996, 0)],
    comparisons: [
      {
        arm: 'b',
        against: 'a',
        difference: 0.043,
        lift: 0.597,
        low: 0.0274,
        high: 0.0588,
        pValue: null,
        adjustedP: null,
        alwaysValid: { scale: 'lift', low: 0.19, high: 1.15, pValue: 0.0004 },
      },
    ],
    guardrails: [
      { metric: 'unsubscribed', verdict: 'ok' },
      { metric: 'complained', verdict: 'ok' },
      { metric: 'bounced', verdict: 'ok' },
    ],
    sampleRatio: { pValue: 0.87, healthy: true },
    remaining: null,
    sentence:
      'b is better than a: replies from the case study on rise from 7.2 % to 11.5 %, and the always-valid interval leaves no effect out.',
  };
}
