import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Incoming } from './incoming.ts';
import type { Origin, Place, Subject } from './stamp.ts';

/** The JSON of what all events of one call have in common in the log. */
export function sharedByCall(workspace: string, source: string, receivedAt: Instant): string {
  const known = written.get(workspace);
  if (known?.source === source && known.receivedAt === receivedAt) return known.text;
  const text = JSON.stringify({ receivedAt: iso(receivedAt), workspace, source });
  written.set(workspace, { source, receivedAt, text });
  return text;
}

/** What was written last for each workspace: for a hundred events in turn it is the same. */
const written = new Map<string, { source: string; receivedAt: Instant; text: string }>();

/**
 * The JSON of the rest of an event, all of LoggedEvent that `sharedByCall` leaves. Its fields are put in one by one, since
 * an object that is made to be written costs as much again; what holds free text is written by JSON.stringify.
 */
export function ownOfEvent(
  eventId: string,
  { type, name, at }: Pick<Incoming, 'type' | 'name' | 'at'>,
  properties: Readonly<Record<string, unknown>>,
  subject: Subject | Pick<Subject, 'workspace' | 'subjectKey'>,
  place: Place | null,
  { attribution, machine, machineReason, value, currency }: Origin,
): string {
  const of = 'enrollmentId' in subject ? subject : null;
  return (
    `{"schema":1,"eventId":"${eventId}","type":"${type}","name":${text(name)},"occurredAt":"${iso(at)}"` +
    `,"sequence":${text(of?.sequence ?? '')},"version":${of?.version ?? 0},"enrollmentId":${orNull(of?.enrollmentId)}` +
    `,"enrollmentNo":${of?.enrollmentNo ?? 0},"enrolledOn":${of ? `"${iso(of.enrolledAt).slice(0, 10)}"` : null}` +
    `,"intentId":${orNull(place?.intentId)},"touchAt":${time(place?.touchAt)},"sentAt":${time(place?.sentAt)}` +
    `,"step":${text(place?.step ?? '')},"position":${place?.position ?? 0},"visit":${place?.visit ?? 0}` +
    `,"variant":${text(place?.variant ?? '')},"arms":${of ? JSON.stringify(of.arms) : '{}'}` +
    `,"subjectKey":"${subject.subjectKey}","attribution":"${attribution}","machine":${machine}` +
    `,"machineReason":${text(machineReason)},"value":${value},"currency":"${currency}"` +
    `,"properties":${JSON.stringify(properties)}}`
  );
}

/** The JSON of an event as one, for where it stands alone. */
export function wholeEvent({ shared, own }: { readonly shared: string; readonly own: string }): string {
  return `${own.slice(0, -1)},${shared.slice(1)}`;
}

const text = (value: string): string => (PLAIN.test(value) ? `"${value}"` : JSON.stringify(value));
/** Whether JSON writes it as it is. */
const PLAIN = /^[\w .:-]*$/;
const orNull = (id: string | undefined): string => (id === undefined ? 'null' : `"${id}"`);
const time = (at: Instant | null | undefined): string => (at == null ? 'null' : `"${iso(at)}"`);
