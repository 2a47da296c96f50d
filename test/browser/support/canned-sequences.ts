/** The three reference sequences with the rates of their steps. */

export interface CannedStep {
  readonly key: string;
  readonly name: string;
  readonly day: number;
  readonly type: string;
  readonly purpose: string;
  readonly goal: string | null;
  readonly hazard: number;
  readonly variants: readonly { readonly key: string; readonly subject: string }[];
}

export interface CannedSequence {
  readonly key: string;
  readonly name: string;
  readonly metric: string | null;
  readonly enrolled: number;
  readonly steps: readonly CannedStep[];
}

type Row = readonly [key: string, name: string, day: number, type: string, purpose: string, hazard: number];

function steps(goal: string, rows: readonly Row[]): CannedStep[] {
  return rows.map(([key, name, day, type, purpose, hazard]) => {
    return { key, name, day, type, purpose, hazard, goal, variants: [] };
  });
}

const OUTBOUND = steps('replied', [
  ['intro', 'Intro', 1, 'email', 'introduce-value', 0.018],
  ['connect', 'Connect', 3, 'task', 'introduce-value', 0.006],
  ['case-study', 'Case study', 4, 'email', 'social-proof', 0.0523],
  ['call', 'Call', 7, 'task', 'propose-meeting', 0.009],
  ['value-add', 'Value add', 10, 'email', 'offer-resource', 0.012],
  ['last-attempt', 'Last attempt', 14, 'email', 'ask-direct-question', 0.007],
  ['break-up', 'Break-up', 21, 'email', 'break-up', 0.01],
]).map((step) => {
  const variants = [
    { key: 'a', subject: 'How Acme doubled replies' },
    { key: 'b', subject: 'A two-page case study' },
  ];
  return step.key === 'case-study' ? { ...step, variants } : step;
});

const POST_PURCHASE = [
  ...steps('converted:confirmation-read', [['confirmation', 'Confirmation', 0, 'email', 'confirm', 0.62]]),
  ...steps('converted:tracking-opened', [['shipping', 'Shipping', 1, 'email', 'confirm', 0.48]]),
  ...steps('converted:guide-read', [['use-cases', 'Use cases', 3, 'email', 'offer-resource', 0.22]]),
  ...steps('converted:review-submitted', [['review', 'Review', 7, 'email', 'request-review', 0.07]]),
  ...steps('converted:cross-sell-order', [['cross-sell', 'Cross-sell', 14, 'email', 'cross-sell', 0.035]]),
  ...steps('converted:reorder', [['replenish', 'Replenish', 30, 'email', 'replenish', 0.09]]),
];

const TRIAL = steps('converted', [
  ['welcome', 'Welcome', 0, 'email', 'onboard', 0.006],
  ['feature-1', 'Feature 1', 2, 'email', 'introduce-value', 0.006],
  ['story', 'Story', 5, 'email', 'social-proof', 0.009],
  ['feature-2', 'Feature 2', 9, 'email', 'introduce-value', 0.008],
  ['trial-end', 'Trial end', 12, 'email', 'remind', 0.06],
  ['final', 'Final', 15, 'email', 'remind', 0.02],
]);

export const CANNED_SEQUENCES: readonly CannedSequence[] = [
  { key: 'b2b-outbound', name: 'B2B outbound cadence', metric: 'replied', enrolled: 6000, steps: OUTBOUND },
  { key: 'post-purchase', name: 'Post-purchase', metric: null, enrolled: 1600, steps: POST_PURCHASE },
  { key: 'trial-nurture', name: 'Free-trial nurture', metric: 'converted', enrolled: 2200, steps: TRIAL },
];
