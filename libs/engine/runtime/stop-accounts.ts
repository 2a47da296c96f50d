import { eventId, type Instant, isSharedDomain, isSoft, partitionOf, stopsAccount } from '#engine';
import {
  type Colleague,
  type EnrollmentCandidate,
  findColleagues,
  type IncomingEvent,
  type Sql,
} from '#storage';
import type { Around, Attributed, Question } from './delivery.ts';
import { isHearsay } from './hearsay.ts';
import { NO_DEED } from './incoming-deed.ts';
import { isOfOldAddress } from './old-address.ts';
import { loggedEvent } from './stamp.ts';

/** An event that ends its sequence for everybody else of an account. */
export interface AccountStop {
  readonly account: string;
  readonly reason: string;
  readonly enrollment: EnrollmentCandidate;
  /** When the event was taken in. */
  readonly now: Instant;
}

/** Does an event end its sequence for the whole account? Strangers who share the domain of a provider are no account. */
export function accountStopOf(
  { event }: Question,
  attributed: Attributed | null,
  { sequenceOf, delivery: { now, source } }: Around,
): AccountStop | null {
  if (attributed === null || isHearsay(event.type, source, attributed.attribution)) return null;
  const { enrollment } = attributed;
  if (!enrollment.account) return null;
  const sequence = sequenceOf(enrollment);
  if (sequence.stopAccountOn.length === 0) return null;
  const hard = !isSoft(event.properties) && !isOfOldAddress(attributed);
  const { type, name, machine = false } = event;
  const goal = stopsAccount(sequence, { type, name, machine, hard });
  return goal === null || isSharedDomain(enrollment.account)
    ? null
    : { account: enrollment.account, reason: `account:${goal}`, enrollment, now };
}

/** Events with the colleagues whom each takes out of its sequence. */
export async function withColleagues(
  sql: Sql,
  events: readonly IncomingEvent[],
  stops: ReadonlyMap<string, AccountStop>,
  workspaceId: number,
): Promise<readonly IncomingEvent[]> {
  if (stops.size === 0) return events;
  const questions = events.flatMap(({ eventId }, ord) => {
    const stop = stops.get(eventId);
    if (stop === undefined) return [];
    const { no: enrollmentNo, sequenceId } = stop.enrollment;
    return [{ ord, account: stop.account, sequenceId, enrollmentNo }];
  });
  const colleagues = await findColleagues(sql, workspaceId, questions);
  return events.map((event, ord) => {
    const stop = stops.get(event.eventId);
    if (stop === undefined) return event;
    const own = colleagues.filter((colleague) => colleague.ord === ord);
    const leave = own.map((one) => leaving(one, stop.reason, event.occurredAt, stop.now));
    return { ...event, deed: { ...(event.deed ?? NO_DEED), colleagues: leave } };
  });
}

function leaving(colleague: Colleague, reason: string, occurredAt: number, now: number) {
  const { no, id, ...subject } = colleague;
  const exit = eventId(id, 'exited');
  const logged = loggedEvent(
    exit,
    { type: 'exited', properties: { reason } },
    { occurredAt, receivedAt: now },
    { ...subject, enrollmentId: id, enrollmentNo: no },
    null,
  );
  return { no, part: partitionOf(no), reason, exit: { eventId: exit, body: JSON.stringify(logged) } };
}
