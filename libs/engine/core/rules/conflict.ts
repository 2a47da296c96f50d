/**
 * What a sequence does where its contact is in another one of the same group: `wait` begins when the others are over,
 * `priority` also takes over at once from one with a lower priority, which is held until then. A sequence that runs
 * beside all others has no conflict.
 */
export interface Conflict {
  readonly group: string;
  readonly policy: 'wait' | 'priority';
  /** The higher goes first; those of equal priority in the order of their arrival. */
  readonly priority: number;
}
