import type { Attribution, EventDraft, EventType, Instant, LoggedEvent } from '#engine';
import { eventId, iso } from '#engine';
import type { EventRow } from '#storage';

/** Who an event is about: what every event of one enrollment carries. */
export interface Subject {
  readonly workspace: string;
  readonly sequence: string;
  readonly version: number;
  readonly enrollmentId: string;
  readonly enrollmentNo: number;
  readonly enrolledAt: Instant;
  readonly subjectKey: string;
  readonly arms: Readonly<Record<string, string>>;
}

/** The touch an event belongs to: every event of a touch carries all of it. */
export interface Place {
  readonly intentId: string;
  readonly step: string;
  readonly position: number;
  readonly visit: number;
  readonly variant: string;
  readonly touchAt: Instant;
  readonly sentAt: Instant | null;
}

/** What came in from outside beyond the draft. */
export interface Origin {
  readonly source: string;
  readonly attribution: Attribution;
  readonly machine: boolean;
  readonly machineReason: string;
  readonly value: number | null;
  readonly currency: string;
}

const ENGINE: Origin = {
  source: 'engine',
  attribution: 'direct',
  machine: false,
  machineReason: '',
  value: null,
  currency: '',
};

/** These happen once to an enrollment, whatever touch they come from. */
const OF_THE_ENROLLMENT: ReadonlySet<EventType> = new Set([
  'enrolled',
  'completed',
  'exited',
  'move-refused',
  'failed',
]);

/** The whole event as the log carries it: the one place where its fields are put together. */
export function loggedEvent(
  id: string,
  draft: EventDraft,
  at: { occurredAt: Instant; receivedAt: Instant },
  subject: Subject | { workspace: string; subjectKey: string },
  place: Place | null,
  origin: Origin = ENGINE,
): LoggedEvent {
  return { ...ownFields(id, draft), ...sharedFields(at, subject, place, origin) };
}

/** What tells an event from the others of its touch. */
function ownFields(eventId: string, { type, name = '', properties = {}, assignment }: EventDraft) {
  return { schema: 1 as const, eventId, type, name, properties, ...assignment };
}

/** What all events have in common that happen to one touch at one moment. */
function sharedFields(
  at: { occurredAt: Instant; receivedAt: Instant },
  subject: Subject | { workspace: string; subjectKey: string },
  place: Place | null,
  origin: Origin,
) {
  const known = 'enrollmentId' in subject ? subject : null;
  return {
    occurredAt: iso(at.occurredAt),
    receivedAt: iso(at.receivedAt),
    workspace: subject.workspace,
    sequence: known?.sequence ?? '',
    version: known?.version ?? 0,
    enrollmentId: known?.enrollmentId ?? null,
    enrollmentNo: known?.enrollmentNo ?? 0,
    enrolledOn: known ? iso(known.enrolledAt).slice(0, 10) : null,
    intentId: place?.intentId ?? null,
    touchAt: place ? iso(place.touchAt) : null,
    sentAt: place?.sentAt == null ? null : iso(place.sentAt),
    step: place?.step ?? '',
    position: place?.position ?? 0,
    visit: place?.visit ?? 0,
    variant: place?.variant ?? '',
    arms: known?.arms ?? {},
    subjectKey: subject.subjectKey,
    attribution: origin.attribution,
    machine: origin.machine,
    machineReason: origin.machineReason,
    value: origin.value,
    currency: origin.currency,
    source: origin.source,
  };
}

/**
 * Events of the engine's own about one touch: the identity of each follows from the touch (or the enrollment) and what it
 * says. What they share is written once and copied: a step has five, and the JSON of a whole one takes 2 µs.
 */
export function engineEvents(
  drafts: readonly EventDraft[],
  now: Instant,
  subject: Subject,
  place: Place | null,
): EventRow[] {
  if (drafts.length === 0) return [];
  const shared = JSON.stringify(sharedFields({ occurredAt: now, receivedAt: now }, subject, place, ENGINE));
  return drafts.map((draft) => {
    const about = place && !OF_THE_ENROLLMENT.has(draft.type) ? place.intentId : subject.enrollmentId;
    const kind = draft.assignment ? `${draft.type}:${draft.assignment.experiment}` : draft.type;
    const id = eventId(about, kind);
    return { eventId: id, body: `${JSON.stringify(ownFields(id, draft)).slice(0, -1)},${shared.slice(1)}` };
  });
}
