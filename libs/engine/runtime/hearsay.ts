import type { Attribution, EventType } from '#engine';

/** What events of mails that came in have as their source. */
export const INBOUND = 'inbound';

/** What a report says of a mail of ours. Whoever writes for a person says who they are; a report names somebody else. */
export const REPORTED: ReadonlySet<EventType> = new Set(['bounced', 'complained', 'deferred', 'delivered']);

/**
 * Is an event no more than what somebody wrote? Anybody can send a report about any address. One that shows no mail of
 * ours is counted, as inferred, and does nothing: it ends, wakes and suppresses nobody, and no condition sees it.
 */
export function isHearsay(type: EventType, source: string, attribution: Attribution): boolean {
  return source === INBOUND && attribution !== 'direct' && REPORTED.has(type);
}
