import type { Attribution, EventDraft, EventType, Instant, LoggedEvent } from '#engine';
import { eventId, iso } from '#engine';
import type { EventRow, LogRow } from '#storage';
import { jsonId, jsonText, jsonTime } from './json-text.ts';

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

/** What the engine itself says. */
export const ENGINE: Origin = {
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

/** The JSON of `ownFields`. Most events say no more than their type. */
function ownText(eventId: string, draft: EventDraft): string {
  const { type, name, properties, assignment } = draft;
  if (name !== undefined || properties !== undefined) return JSON.stringify(ownFields(eventId, draft));
  const start = `{"schema":1,"eventId":"${eventId}","type":"${type}","name":"","properties":{}`;
  return assignment === undefined ? `${start}}` : `${start},${JSON.stringify(assignment).slice(1)}`;
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

/** The JSON of `sharedFields` of the engine's own events: making an object to be written takes as long again. */
function sharedText(
  { occurredAt, receivedAt }: { readonly occurredAt: Instant; readonly receivedAt: Instant },
  subject: Subject,
  place: Place | null,
): string {
  return (
    `{"occurredAt":"${iso(occurredAt)}","receivedAt":"${iso(receivedAt)}","workspace":${jsonText(subject.workspace)}` +
    `,"sequence":${jsonText(subject.sequence)},"version":${subject.version},"enrollmentId":"${subject.enrollmentId}"` +
    `,"enrollmentNo":${subject.enrollmentNo},"enrolledOn":"${iso(subject.enrolledAt).slice(0, 10)}"` +
    `,"intentId":${jsonId(place?.intentId)},"touchAt":${jsonTime(place?.touchAt)},"sentAt":${jsonTime(place?.sentAt)}` +
    `,"step":${jsonText(place?.step ?? '')},"position":${place?.position ?? 0},"visit":${place?.visit ?? 0}` +
    `,"variant":${jsonText(place?.variant ?? '')},"arms":${JSON.stringify(subject.arms)}` +
    `,"subjectKey":"${subject.subjectKey}",${ORIGIN_OF_ENGINE}`
  );
}

const ORIGIN_OF_ENGINE = JSON.stringify({
  attribution: ENGINE.attribution,
  machine: ENGINE.machine,
  machineReason: ENGINE.machineReason,
  value: ENGINE.value,
  currency: ENGINE.currency,
  source: ENGINE.source,
}).slice(1);

/** Engine events about one touch at one moment, as one row of the log; null where there are none. */
export function engineLog(
  drafts: readonly EventDraft[],
  occurredAt: Instant,
  subject: Subject,
  place: Place | null,
  receivedAt: Instant = occurredAt,
): LogRow | null {
  if (drafts.length === 0) return null;
  const shared = sharedText({ occurredAt, receivedAt }, subject, place);
  let own = '';
  for (const draft of drafts) own += `${own && '\n'}${ownText(engineEventId(draft, subject, place), draft)}`;
  return { count: drafts.length, shared, own };
}

/** One engine event as a whole, for where it stands alone or may not happen. */
export function engineEvent(
  draft: EventDraft,
  occurredAt: Instant,
  subject: Subject,
  place: Place | null,
  receivedAt: Instant = occurredAt,
): EventRow {
  const id = engineEventId(draft, subject, place);
  const event = loggedEvent(id, draft, { occurredAt, receivedAt }, subject, place);
  return { eventId: id, body: JSON.stringify(event) };
}

/** The identity of an event of the engine's own follows from the touch (or the enrollment) and what it says. */
function engineEventId({ type, assignment, nth }: EventDraft, subject: Subject, place: Place | null): string {
  const about = place && !OF_THE_ENROLLMENT.has(type) ? place.intentId : subject.enrollmentId;
  const which = assignment?.experiment ?? nth;
  return eventId(about, which === undefined ? type : `${type}:${which}`);
}
