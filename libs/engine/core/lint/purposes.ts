/** The purposes that sequences of this kind have. Any other word is one of the author's own. */
export const PURPOSES = [
  'introduce-value',
  'offer-resource',
  'ask-direct-question',
  'social-proof',
  'propose-meeting',
  'break-up',
  'remind',
  'onboard',
  'confirm',
  'request-review',
  'cross-sell',
  'replenish',
] as const;
