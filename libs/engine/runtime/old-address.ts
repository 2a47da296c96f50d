import type { Attributed } from './delivery.ts';

/**
 * Is an event of a mail to an address that the contact no longer has? It says nothing of the address that it has now: that
 * one did not bounce, and may be another's. Whoever is only known by his address has it.
 */
export function isOfOldAddress({ attribution, touch }: Attributed): boolean {
  return attribution === 'direct' && touch?.wentElsewhere === true;
}
