import type {
  attribute,
  EventDraft,
  EventType,
  Instant,
  Reaction,
  Sequence,
  Sleeper,
  StepTypes,
} from '#engine';
import { eventId as engineEventId, isSoft, needsSightings, partitionOf, react, sightingKey } from '#engine';
import {
  type Deed,
  type EnrollmentCandidate,
  type EventRow,
  type IncomingEvent,
  subjectKey,
  type TouchCandidate,
  type Workspace,
} from '#storage';
import { ownOfEvent, sharedByCall } from './event-text.ts';
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
  /** Waits however long the queue is: what the engine itself says must not be refused. */
  readonly patient?: boolean;
}

/** One event of a call, with the identity that follows from the name its source gives it. */
export interface Question {
  readonly index: number;
  readonly event: Incoming;
  readonly eventId: string;
}

export type Attributed = NonNullable<ReturnType<typeof attribute<TouchCandidate, EnrollmentCandidate>>>;

/** What answering the events of a call takes besides them. */
export interface Around {
  readonly workspace: Workspace;
  readonly delivery: Pick<Delivery, 'source' | 'workspaceId' | 'now'>;
  /** The version that an enrollment is in, or that a touch of it was made under. */
  readonly sequenceOf: (row: EnrollmentCandidate, touch?: TouchCandidate) => Sequence;
  readonly types: StepTypes;
}

/** Everything one event does, worked out; whether it happens is decided where it is recorded. */
export function effectOf(
  { event, eventId }: Question,
  attributed: Attributed | null,
  around: Around,
): IncomingEvent {
  const { workspace, delivery, sequenceOf, types } = around;
  const { source, now } = delivery;
  const { enrollment, touch } = attributed ?? { enrollment: null, touch: null };
  const hard = event.type === 'bounced' && !isSoft(event.properties);
  const close = closingOf(event);
  // An outcome tells completed tasks apart, as a name does conversions.
  const name = event.type === 'task-completed' ? (close.outcome ?? '') : event.name;
  const completes = touch?.effect === 'task' && event.type === 'task-completed';
  const fate = attributed?.attribution === 'direct' ? fateOf(event, touch, source) : null;
  const place: Place | null =
    completes || fate === 'sent'
      ? touch && { ...touch, sentAt: completes ? event.at : touch.openSince }
      : touch;
  const sequence = enrollment && sequenceOf(enrollment);
  const subject =
    enrollment && sequence
      ? subjectOf(enrollment, workspace.key, sequence.key, touch?.version ?? enrollment.version)
      : { workspace: workspace.key, subjectKey: subjectKey(workspace, event.contact ?? '') };
  const machine = event.machine ?? false;
  const origin: Origin = {
    source,
    attribution: attributed?.attribution ?? 'none',
    machine,
    machineReason: event.machineReason ?? '',
    value: event.value ?? null,
    currency: event.currency ?? '',
  };
  const at = { occurredAt: event.at, receivedAt: now };
  const reaction =
    enrollment && sequence
      ? react(
          sequence,
          sleeperOf(enrollment),
          {
            type: event.type,
            name,
            machine,
            hard,
            step: touch?.step ?? '',
            visit: touch?.visit ?? 0,
            occurredAt: event.at,
            settles: fate !== null,
          },
          types,
        )
      : NO_REACTION;
  const log = (
    id: string,
    draft: EventDraft,
    about: Subject | Stranger = subject,
    where = place,
  ): EventRow => ({
    eventId: id,
    body: JSON.stringify(loggedEvent(id, draft, at, about, where, origin)),
  });
  const ends = (id: string, reason: string, left: EnrollmentCandidate) => {
    const draft = { type: 'exited', name: '', properties: { reason } } as const;
    // It leaves the version that it is in now; a touch of an earlier one is none of that.
    return touch && touch.version !== left.version && sequence
      ? log(id, draft, subjectOf(left, workspace.key, sequence.key, left.version), null)
      : log(id, draft);
  };
  const gone = event.type === 'unsubscribed' || event.type === 'complained';
  // Who says no counts, whether enrolled or not; a bounce says something of the address that was written to.
  const suppresses = enrollment ? gone || hard : gone && event.contact !== undefined;
  const deed: Deed = {
    ends:
      enrollment && reaction.ends !== null
        ? {
            reason: reaction.ends,
            exit: ends(engineEventId(enrollment.id, 'exited'), reaction.ends, enrollment),
          }
        : null,
    colleagues: [],
    wakesAt: reaction.dueAt,
    task:
      touch?.effect === 'task' && (completes || event.type === 'task-skipped')
        ? {
            visit: touch.visit,
            state: completes ? 'done' : 'skipped',
            ...close,
            done: completes
              ? log(engineEventId(touch.intentId, 'sent'), { type: 'sent', name: '', properties: {} })
              : null,
          }
        : null,
    fate:
      touch && fate !== null
        ? { visit: touch.visit, state: fate, sent: fate === 'sent' ? sentEvent(subject, place, now) : null }
        : null,
    suppress: suppresses
      ? {
          workspaceId: delivery.workspaceId,
          holderKey: enrollment?.holderKey ?? subject.subjectKey,
          reason: event.type,
        }
      : null,
  };
  return {
    eventId,
    shared: sharedByCall(workspace.key, source, now),
    own: ownOfEvent(eventId, event, allowed(event.properties, workspace), subject, place, origin),
    part: partitionOf(enrollment?.no ?? subject.subjectKey),
    occurredAt: event.at,
    enrollmentNo: enrollment?.no ?? 0,
    versionWas: enrollment?.version ?? 0,
    wakeWas: enrollment?.asleep?.wake ?? null,
    watched: sequence !== null && needsSightings(sequence, types),
    step: touch?.step ?? '',
    sighting: sightingKey({ type: event.type, name, hard, machine }),
    deed: doesAnything(deed) ? deed : null,
  };
}

const NO_REACTION: Reaction = { ends: null, dueAt: null };

/** Who an event is about that nobody is enrolled for. */
type Stranger = Pick<Subject, 'workspace' | 'subjectKey'>;

/** What an event does that is only remembered. */
export const NO_DEED: Deed = {
  ...{ ends: null, colleagues: [], wakesAt: null, task: null, fate: null, suppress: null },
};

function doesAnything({ ends, wakesAt, task, fate, suppress }: Deed): boolean {
  return ends !== null || wakesAt !== null || task !== null || fate !== null || suppress !== null;
}

/** What of an enrollment an event can meet. Nothing is asked of one that sleeps for nothing but what ends it. */
function sleeperOf({ enrolledAt, asleep }: EnrollmentCandidate): Sleeper {
  if (asleep === null) return { enrolledAt, cursor: 0, wake: null, lastEmailAt: null, contact: NOBODY };
  const { wake, cursor, countsFrom, lastEmailAt, timezone, attributes } = asleep;
  return { enrolledAt: countsFrom, cursor, wake, lastEmailAt, contact: { timezone, attributes } };
}

const NOBODY: Sleeper['contact'] = { timezone: null, attributes: {} };

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
function sentEvent(subject: Subject | Stranger, place: Place | null, now: Instant): EventRow | null {
  if (place?.sentAt == null || !('enrollmentId' in subject)) return null;
  return engineEvent({ type: 'sent' }, place.sentAt, subject, place, now);
}

/** What is kept of how a task ended; the note stands in the events' properties and goes no further than the task. */
function closingOf({ properties = {} }: Incoming) {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return { outcome: text(properties.outcome), reason: text(properties.reason), note: text(properties.note) };
}

function subjectOf(
  enrollment: EnrollmentCandidate,
  workspace: string,
  sequence: string,
  version: number,
): Subject {
  return {
    workspace,
    sequence,
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
  if (properties === undefined) return NONE;
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) => name !== 'note' && workspace.allowedProperties.includes(name),
    ),
  );
}

const NONE: Readonly<Record<string, unknown>> = {};
