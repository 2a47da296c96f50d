import { type EventType, type Instant, iso } from '#engine';
import { machineAgent, type Notice, type NoticeType } from '#intake';

/** What a notice counts as; null for what says nothing that Crest does not know, or nothing that it acts on. */
const EVENTS: Readonly<Record<NoticeType, EventType | null>> = {
  queued: null,
  sent: null,
  delivered: 'delivered',
  deferred: 'deferred',
  bounced: 'bounced',
  // Taken by the provider and not sent on: as little there as one that was sent back.
  rejected: 'bounced',
  failed: 'bounced',
  opened: 'opened',
  clicked: 'clicked',
  complained: 'complained',
  unsubscribed: 'unsubscribed',
  // Nobody is written to again because a provider says so: somebody lifts the suppression here.
  subscribed: null,
  autoresponded: 'auto-replied',
  unknown: null,
};

/** Does a notice become an event? */
export function isEvent({ type }: Notice): boolean {
  return EVENTS[type] !== null;
}

/** The event that a notice is, as `collect` takes it; it happened when the provider says, or now. */
export function eventOf(
  notice: Notice,
  about: { readonly touch: string } | { readonly contact: string },
  { eventId, now }: { readonly eventId: string; readonly now: Instant },
): Record<string, unknown> {
  const type = EVENTS[notice.type];
  if (type === null) throw new Error(`a notice of the type ${notice.type} is no event`);
  const machine = type === 'opened' || type === 'clicked' ? machineIn(notice) : null;
  const properties = propertiesOf(notice, type);
  return {
    eventId,
    type,
    occurredAt: iso(notice.occurredAt ?? now),
    ...about,
    ...(machine !== null && { machine: true, machineReason: machine }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/** What the provider says, else what the program calls itself. */
function machineIn({ machine, userAgent }: Notice): string | null {
  return machine ?? machineAgent(userAgent ?? '');
}

/** Words of a list and codes alone: what a server answered may hold an address. */
function propertiesOf({ hard, reason, status }: Notice, type: EventType): Record<string, string> {
  if (type !== 'bounced') return reason === null || type !== 'deferred' ? {} : { reason };
  return {
    kind: hard === true ? 'hard' : 'soft',
    ...(reason !== null && { reason }),
    ...(status !== null && /^[245]\.\d{1,3}\.\d{1,3}$/.test(status) && { code: status }),
  };
}
