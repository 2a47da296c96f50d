import type { Instant } from '#engine';
import type { Gates } from './gates.ts';

/** What the composition hands over for webhooks: the gates of the providers, and the clock that signatures are of. */
export class Webhooks {
  constructor(
    readonly gates: Gates,
    readonly now: () => Instant,
  ) {}
}
