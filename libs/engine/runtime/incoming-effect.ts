import type { EventType, Instant } from '#engine';
import { isSoft, namesAddress, needsSightings, partitionOf, sightingKey } from '#engine';
import { type IncomingEvent, subjectKey, type TouchCandidate, type Workspace } from '#storage';
import type { Around, Attributed, Question } from './delivery.ts';
import { ownOfEvent, sharedByCall } from './event-text.ts';
import { isHearsay } from './hearsay.ts';
import type { Incoming } from './incoming.ts';
import { deedOf } from './incoming-deed.ts';
import { isOfOldAddress } from './old-address.ts';
import { ENGINE, type Place } from './stamp.ts';
import { type Closing, type Fate, subjectOf, type Told } from './told.ts';

/** Everything one event does, worked out; whether it happens is decided where it is recorded. */
export function effectOf(
  { event, eventId }: Question,
  attributed: Attributed | null,
  around: Around,
): IncomingEvent {
  const { workspace, types } = around;
  const { source, now } = around.delivery;
  const enrollment = attributed?.enrollment ?? null;
  const touch = attributed?.touch ?? null;
  const sequence = enrollment && around.sequenceOf(enrollment);
  const machine = event.machine ?? false;
  const close = touch?.effect === 'task' ? closingOf(event) : null;
  const attribution = attributed?.attribution ?? 'none';
  const fate = attribution === 'direct' ? fateOf(event, touch, source) : null;
  const hearsay = isHearsay(event.type, source, attribution);
  const hard = event.type === 'bounced' && !isSoft(event.properties);
  const ofOldAddress = attributed !== null && isOfOldAddress(attributed);
  const told: Told = {
    event,
    name: close?.outcome ?? (event.type === 'task-completed' ? '' : event.name),
    hard: hard && !ofOldAddress,
    isOfOldAddress: ofOldAddress,
    subject:
      enrollment && sequence
        ? subjectOf(enrollment, workspace.key, sequence.key, touch?.version ?? enrollment.version)
        : { workspace: workspace.key, subjectKey: subjectKey(workspace, event.contact ?? '') },
    place:
      touch && placeOf(touch, close?.state === 'done' ? event.at : fate === 'sent' ? touch.openSince : null),
    origin: {
      source,
      attribution,
      machine,
      machineReason: event.machineReason ?? '',
      value: event.value ?? null,
      currency: event.currency ?? '',
    },
    fate,
    close,
  };
  return {
    eventId,
    shared: sharedByCall(workspace.key, source, now),
    own: ownOfEvent(
      eventId,
      event,
      allowed(event.properties, workspace),
      told.subject,
      told.place,
      told.origin,
    ),
    part: partitionOf(enrollment?.no ?? told.subject.subjectKey),
    occurredAt: event.at,
    enrollmentNo: enrollment?.no ?? 0,
    versionWas: enrollment?.version ?? 0,
    wakeWas: enrollment?.asleep?.wake ?? null,
    watched: sequence !== null && needsSightings(sequence, types),
    step: touch?.step ?? '',
    sighting: hearsay ? null : sightingKey({ type: event.type, name: told.name, hard, machine }),
    deed: hearsay ? null : deedOf(told, enrollment, sequence, around),
  };
}

/** The place of a touch; `sentAt` where the event says since when it counts as sent. */
function placeOf(touch: TouchCandidate, sentAt: Instant | null): Place {
  return sentAt === null ? touch : { ...touch, sentAt };
}

/** These happen to a mail only once a provider has taken it. */
const SHOWS_TAKEN: ReadonlySet<EventType> = new Set([
  ...(['delivered', 'deferred', 'bounced', 'opened', 'clicked'] as const),
  ...(['replied', 'auto-replied', 'unsubscribed', 'complained'] as const),
]);

/**
 * What an event shows of a mail that was handed over and nobody knows whether it was taken. A bounce of the engine's own
 * is the provider's refusal of the address.
 */
function fateOf({ type }: Incoming, touch: TouchCandidate | null, source: string): Fate | null {
  if (touch?.openSince == null || !SHOWS_TAKEN.has(type)) return null;
  return type === 'bounced' && source === ENGINE.source ? 'rejected' : 'sent';
}

function closingOf({ type, properties = {} }: Incoming): Closing | null {
  if (type !== 'task-completed' && type !== 'task-skipped') return null;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return {
    state: type === 'task-completed' ? 'done' : 'skipped',
    ...{ outcome: text(properties.outcome), reason: text(properties.reason), note: text(properties.note) },
  };
}

/** Only properties on the workspace's list enter the log: it must never carry a name, an address or a text. */
function allowed(properties: Readonly<Record<string, unknown>> | undefined, workspace: Workspace) {
  if (properties === undefined) return NONE;
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) => name !== 'note' && workspace.allowedProperties.includes(name) && !isAddress(value),
    ),
  );
}

/** Clients put people's addresses where a word is expected. */
function isAddress(value: unknown): boolean {
  if (typeof value === 'string') return namesAddress(value);
  return typeof value === 'object' && value !== null && namesAddress(JSON.stringify(value));
}

const NONE: Readonly<Record<string, unknown>> = {};
