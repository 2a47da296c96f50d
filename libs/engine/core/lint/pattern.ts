import type { Sequence } from '../sequence.ts';

/**
 * What a sequence is about, as far as timing is concerned. `outbound` writes to people who did not ask, and paces
 * itself. `lifecycle` follows something the contact did (signed up, bought), and that sets the days. `other`: cannot be
 * told, so nothing is said about its pace.
 */
export type Pattern = 'outbound' | 'lifecycle' | 'other';

const OF_CUSTOMERS = ['onboard', 'confirm', 'request-review', 'cross-sell', 'replenish'];
const OF_STRANGERS = ['propose-meeting', 'break-up'];

/** The pattern of a sequence, told by its purposes first, then by whether a reply is what it is after. */
export function patternOf({ steps, goal, stopOn }: Sequence): Pattern {
  const has = (purposes: readonly string[]) =>
    steps.some(({ purpose }) => purpose !== null && purposes.includes(purpose));
  if (has(OF_CUSTOMERS)) return 'lifecycle';
  return goal === 'replied' || stopOn.includes('replied') || has(OF_STRANGERS) ? 'outbound' : 'other';
}
