import type { Sequence, Sleeper } from '#engine';
import { eventId as engineEventId, react } from '#engine';
import type { Deed, EnrollmentCandidate, EventRow } from '#storage';
import type { Around } from './delivery.ts';
import { engineEvent, loggedEvent } from './stamp.ts';
import { subjectOf, type Told } from './told.ts';

/** What an event does that is only remembered. */
export const NO_DEED: Deed = {
  ...{ ends: null, colleagues: [], wakesAt: null, task: null, fate: null, suppress: null },
};

/** What an event does besides being remembered: ends or wakes its enrollment, closes its task, …; null for most. */
export function deedOf(
  told: Told,
  enrollment: EnrollmentCandidate | null,
  sequence: Sequence | null,
  around: Around,
): Deed | null {
  const { event, hard, isOfOldAddress, place, fate, close } = told;
  const reaction = enrollment && sequence ? reactionOf(told, enrollment, sequence, around) : null;
  const gone = event.type === 'unsubscribed' || event.type === 'complained';
  // Who says no counts, whether enrolled or not, and by whatever address; a bounce is of the address that was written to.
  const suppresses = enrollment ? gone || hard : gone && event.contact !== undefined;
  const ends = reaction?.ends ?? null;
  const wakesAt = reaction?.dueAt ?? null;
  if (ends === null && wakesAt === null && close === null && fate === null && !suppresses) return null;
  return {
    ...NO_DEED,
    ends:
      enrollment && sequence && ends !== null
        ? { reason: ends, exit: exitOf(told, enrollment, sequence, ends, around) }
        : null,
    wakesAt,
    task: place &&
      close && { visit: place.visit, ...close, done: close.state === 'done' ? doneOf(told, around) : null },
    fate: place &&
      fate && { visit: place.visit, state: fate, sent: fate === 'sent' ? sentOf(told, around) : null },
    suppress: suppresses
      ? {
          workspaceId: around.delivery.workspaceId,
          holderKey: (isOfOldAddress ? null : enrollment?.holderKey) ?? told.subject.subjectKey,
          reason: event.type,
        }
      : null,
  };
}

function reactionOf(
  { event, name, hard, place, origin, fate }: Told,
  enrollment: EnrollmentCandidate,
  sequence: Sequence,
  { types }: Around,
) {
  const arrival = {
    type: event.type,
    name,
    machine: origin.machine,
    hard,
    step: place?.step ?? '',
    visit: place?.visit ?? 0,
    occurredAt: event.at,
    settles: fate !== null,
  };
  return react(sequence, sleeperOf(enrollment), arrival, types);
}

/** What of an enrollment an event can meet. Nothing is asked of one that sleeps for nothing but what ends it. */
function sleeperOf({ enrolledAt, asleep }: EnrollmentCandidate): Sleeper {
  if (asleep === null) return { enrolledAt, cursor: 0, wake: null, lastEmailAt: null, contact: NOBODY };
  const { wake, cursor, countsFrom, lastEmailAt, timezone, attributes } = asleep;
  return { enrolledAt: countsFrom, cursor, wake, lastEmailAt, contact: { timezone, attributes } };
}

const NOBODY: Sleeper['contact'] = { timezone: null, attributes: {} };

/** The exit leaves the version that the enrollment is in now; a touch of an earlier one is none of that. */
function exitOf(
  { event, subject, place, origin }: Told,
  enrollment: EnrollmentCandidate,
  sequence: Sequence,
  reason: string,
  { workspace, delivery }: Around,
): EventRow {
  const own = 'version' in subject && subject.version === enrollment.version;
  const about = own ? subject : subjectOf(enrollment, workspace.key, sequence.key, enrollment.version);
  const id = engineEventId(enrollment.id, 'exited');
  const draft = { type: 'exited', name: '', properties: { reason } } as const;
  const at = { occurredAt: event.at, receivedAt: delivery.now };
  return { eventId: id, body: JSON.stringify(loggedEvent(id, draft, at, about, own ? place : null, origin)) };
}

/** A completed task counts as sent. */
function doneOf({ event, subject, place, origin }: Told, { delivery }: Around): EventRow {
  const id = engineEventId(place?.intentId ?? '', 'sent');
  const draft = { type: 'sent', name: '', properties: {} } as const;
  const at = { occurredAt: event.at, receivedAt: delivery.now };
  return { eventId: id, body: JSON.stringify(loggedEvent(id, draft, at, subject, place, origin)) };
}

/** The `sent` event that comes late, at the time of the attempt. */
function sentOf({ subject, place }: Told, { delivery }: Around): EventRow | null {
  if (place?.sentAt == null || !('enrollmentId' in subject)) return null;
  return engineEvent({ type: 'sent' }, place.sentAt, subject, place, delivery.now);
}
