import type { attribute, EventType, Instant, Sequence, StepTypes } from '#engine';
import { eventId as engineEventId, isSoft, outsideEventId, partitionOf, react, sightingKey } from '#engine';
import {
  type EnrollmentCandidate,
  type EventRow,
  type IncomingEvent,
  subjectKey,
  type TouchCandidate,
  type Workspace,
} from '#storage';
import type { Incoming } from './incoming.ts';
import { ENGINE, engineEvent, loggedEvent, type Origin, type Place, type Subject } from './stamp.ts';

/** The events of one call, all of one source. */
export interface Delivery {
  readonly workspaceId: number;
  readonly source: string;
  readonly events: readonly unknown[];
  /** Names events that carry no eventId of their own, together with their index. */
  readonly idempotencyKey?: string;
  readonly now: Instant;
}

/** One event of a call, with the name that its source gives it. */
export interface Question {
  readonly index: number;
  readonly event: Incoming;
  readonly externalId: string;
}

export type Attributed = NonNullable<ReturnType<typeof attribute<TouchCandidate, EnrollmentCandidate>>>;

/** Everything one event does, worked out; whether it happens is decided where it is recorded. */
export function effectOf(
  { event, externalId: external }: Question,
  attributed: Attributed | null,
  sequenceOf: (row: EnrollmentCandidate) => Sequence,
  workspace: Workspace,
  { source, workspaceId, now }: Delivery,
  types: StepTypes,
): IncomingEvent {
  const id = outsideEventId(workspace.key, source, external);
  const { enrollment, touch } = attributed ?? { enrollment: null, touch: null };
  const hard = event.type === 'bounced' && !isSoft(event.properties);
  const close = closingOf(event);
  // An outcome tells completed tasks apart, as a name does conversions.
  const name = event.type === 'task-completed' ? (close.outcome ?? '') : event.name;
  const completes = touch?.effect === 'task' && event.type === 'task-completed';
  const fate = attributed?.attribution === 'direct' ? fateOf(event, touch, source) : null;
  const place: Place | null = touch && {
    ...touch,
    sentAt: completes ? event.at : fate === 'sent' ? (touch.openSince ?? null) : touch.sentAt,
  };
  const subject = enrollment
    ? subjectOf(enrollment, touch?.version ?? enrollment.version)
    : { workspace: workspace.key, subjectKey: subjectKey(workspace, event.contact ?? '') };
  const origin: Origin = {
    source,
    attribution: attributed?.attribution ?? 'none',
    machine: event.machine ?? false,
    machineReason: event.machineReason ?? '',
    value: event.value ?? null,
    currency: event.currency ?? '',
  };
  const log = (
    eventId: string,
    type: Incoming['type'],
    name: string,
    properties: Record<string, unknown>,
    about = { subject, place },
  ) => ({
    eventId,
    body: JSON.stringify(
      loggedEvent(
        eventId,
        { type, name, properties },
        { occurredAt: event.at, receivedAt: now },
        about.subject,
        about.place,
        origin,
      ),
    ),
  });
  const reaction = enrollment
    ? react(
        sequenceOf(enrollment),
        {
          ...enrollment,
          enrolledAt: enrollment.countsFrom,
          contact: { timezone: enrollment.timezone, attributes: enrollment.attributes },
        },
        {
          type: event.type,
          name,
          machine: origin.machine,
          hard,
          step: touch?.step ?? '',
          visit: touch?.visit ?? 0,
          occurredAt: event.at,
          settles: fate !== null,
        },
        types,
      )
    : { ends: null, dueAt: null };
  const gone = event.type === 'unsubscribed' || event.type === 'complained';
  // Who says no counts, whether enrolled or not; a bounce says something of the address that was written to.
  const suppresses = enrollment ? gone || hard : gone && event.contact !== undefined;
  return {
    ...log(id, event.type, event.name, allowed(event.properties, workspace)),
    part: enrollment ? partitionOf(enrollment.no) : partitionOf(subject.subjectKey),
    occurredAt: event.at,
    enrollmentNo: enrollment?.no ?? 0,
    step: touch?.step ?? '',
    sighting: sightingKey({ type: event.type, name, hard, machine: origin.machine }),
    ends:
      enrollment && reaction.ends !== null
        ? {
            reason: reaction.ends,
            exit: log(
              engineEventId(enrollment.id, 'exited'),
              'exited',
              '',
              { reason: reaction.ends },
              // It leaves the version that it is in now; a touch of an earlier one is none of that.
              touch && touch.version !== enrollment.version
                ? { subject: subjectOf(enrollment, enrollment.version), place: null }
                : undefined,
            ),
          }
        : null,
    colleagues: [],
    wakeWas: enrollment?.wake ?? null,
    wakesAt: enrollment ? reaction.dueAt : null,
    task:
      touch?.effect === 'task' && (completes || event.type === 'task-skipped')
        ? {
            visit: touch.visit,
            state: completes ? 'done' : 'skipped',
            ...close,
            done: completes ? log(engineEventId(touch.intentId, 'sent'), 'sent', '', {}) : null,
          }
        : null,
    fate:
      touch && fate !== null
        ? {
            visit: touch.visit,
            state: fate,
            sent: fate === 'sent' ? sentEvent(subject, place, now) : null,
          }
        : null,
    suppress: suppresses
      ? { workspaceId, holderKey: enrollment?.holderKey ?? subject.subjectKey, reason: event.type }
      : null,
  };
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
function fateOf(
  { type }: Incoming,
  touch: TouchCandidate | null,
  source: string,
): 'sent' | 'rejected' | null {
  if (touch?.openSince == null || !SHOWS_TAKEN.has(type)) return null;
  return type === 'bounced' && source === ENGINE.source ? 'rejected' : 'sent';
}

/** The `sent` event that comes late, at the time of the attempt. */
function sentEvent(
  subject: Subject | { workspace: string; subjectKey: string },
  place: Place | null,
  now: Instant,
): EventRow | null {
  if (place?.sentAt == null || !('enrollmentId' in subject)) return null;
  return engineEvent({ type: 'sent' }, place.sentAt, subject, place, now);
}

/** What is kept of how a task ended; the note stands in the events' properties and goes no further than the task. */
function closingOf({ properties = {} }: Incoming) {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return { outcome: text(properties.outcome), reason: text(properties.reason), note: text(properties.note) };
}

function subjectOf(enrollment: EnrollmentCandidate, version: number): Subject {
  return {
    workspace: enrollment.workspace,
    sequence: enrollment.sequence,
    version,
    enrollmentId: enrollment.id,
    enrollmentNo: enrollment.no,
    enrolledAt: enrollment.enrolledAt,
    subjectKey: enrollment.subjectKey,
    arms: enrollment.arms,
  };
}

/** Only properties on the workspace's list enter the log: it must never carry a name, an address or a text. */
function allowed(properties: Readonly<Record<string, unknown>> | undefined, workspace: Workspace) {
  return Object.fromEntries(
    Object.entries(properties ?? {}).filter(
      ([name]) => name !== 'note' && workspace.allowedProperties.includes(name),
    ),
  );
}
