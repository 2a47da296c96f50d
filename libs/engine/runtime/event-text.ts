import type { Instant } from '#engine';
import { iso } from '#engine';
import type { Incoming } from './incoming.ts';
import { jsonId, jsonText, jsonTime } from './json-text.ts';
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
    `{"schema":1,"eventId":"${eventId}","type":"${type}","name":${jsonText(name)},"occurredAt":"${iso(at)}"` +
    `,"sequence":${jsonText(of?.sequence ?? '')},"version":${of?.version ?? 0},"enrollmentId":${jsonId(of?.enrollmentId)}` +
    `,"enrollmentNo":${of?.enrollmentNo ?? 0},"enrolledOn":${of ? `"${iso(of.enrolledAt).slice(0, 10)}"` : null}` +
    `,"intentId":${jsonId(place?.intentId)},"touchAt":${jsonTime(place?.touchAt)},"sentAt":${jsonTime(place?.sentAt)}` +
    `,"step":${jsonText(place?.step ?? '')},"position":${place?.position ?? 0},"visit":${place?.visit ?? 0}` +
    `,"variant":${jsonText(place?.variant ?? '')},"arms":${of ? JSON.stringify(of.arms) : '{}'}` +
    `,"subjectKey":"${subject.subjectKey}","attribution":"${attribution}","machine":${machine}` +
    `,"machineReason":${jsonText(machineReason)},"value":${value},"currency":"${currency}"` +
    `,"properties":${JSON.stringify(properties)}}`
  );
}

/** The JSON of an event as one, for where it stands alone. */
export function wholeEvent({ shared, own }: { readonly shared: string; readonly own: string }): string {
  return `${own.slice(0, -1)},${shared.slice(1)}`;
}
