import { DomainError, outsideEventId } from '#engine';
import type { Workspace } from '#storage';
import type { Delivery, Question } from './delivery.ts';
import { type Incoming, type Refusal, readIncoming } from './incoming.ts';
import { nameTouch } from './name-touch.ts';

/** What becomes of the events of one call. */
export interface Tally {
  readonly delivery: Delivery;
  readonly rejected: Refusal[];
  accepted: number;
  duplicates: number;
}

/** An event and the call that brought it. */
export interface Asked extends Question {
  readonly call: Tally;
}

/** The events of a call that are events. A call whose events cannot be named is refused as a whole, alone. */
export function readCall(
  delivery: Delivery,
  workspace: Workspace,
): { readonly call: Tally; readonly questions: readonly Asked[] } | { readonly error: DomainError } {
  const call: Tally = { delivery, rejected: [], accepted: 0, duplicates: 0 };
  const questions: Asked[] = [];
  const clock = { now: delivery.now, sandbox: workspace.clock !== null };
  for (const [index, raw] of delivery.events.entries()) {
    const event = readIncoming(raw, index, clock);
    if ('code' in event) {
      call.rejected.push(event);
      continue;
    }
    const eventId = delivery.eventIds?.[index] ?? identityOf(event, index, delivery, workspace);
    if (eventId === null) return { error: eventIdMissing(index) };
    questions.push({ call, index, event: nameTouch(event, workspace), eventId });
  }
  return { call, questions };
}

/** Follows from what its source calls the event; null where that has no name for it. */
function identityOf(
  { eventId }: Incoming,
  index: number,
  { source, idempotencyKey }: Delivery,
  { key }: Workspace,
): string | null {
  const name = eventId ?? (idempotencyKey === undefined ? null : `${idempotencyKey}#${index}`);
  return name === null ? null : outsideEventId(key, source, name);
}

function eventIdMissing(index: number): DomainError {
  return new DomainError({
    code: 'event-id-missing',
    field: `events.${index}.eventId`,
    detail: `event ${index} has no eventId and the call has no Idempotency-Key`,
    fix: 'Give each event an eventId of its own, or send an Idempotency-Key header, so that a retry is not counted twice.',
  });
}
