import type { Sequence } from '#engine';
import { attribute } from '#engine';
import {
  type EnrollmentCandidate,
  findTouches,
  type IncomingEvent,
  readWorkspace,
  recordEvents,
  type TouchCandidate,
} from '#storage';
import { nameSurvivors } from './contacts/name-survivors.ts';
import type { Around, Delivery, Question } from './delivery.ts';
import type { Engine } from './engine.ts';
import type { Answer } from './group-commit.ts';
import type { Incoming, Refusal } from './incoming.ts';
import { effectOf } from './incoming-effect.ts';
import { type Asked, readCall, type Tally } from './read-call.ts';
import { type AccountStop, accountStopOf, withColleagues } from './stop-accounts.ts';
import { taskRefusal } from './task-refusal.ts';

/**
 * Takes in the events of calls to one workspace as if they were one call; answers each of the calls for itself. Either
 * all of them wait since they were stored, or none.
 */
export async function takeIn(
  engine: Pick<Engine, 'sql' | 'versions'>,
  workspaceId: number,
  deliveries: readonly Delivery[],
): Promise<Answer[]> {
  const { sql } = engine;
  const workspace = await readWorkspace(sql, workspaceId);
  const identities = deliveries.some(({ eventIds }) => eventIds) ? 'waiting' : 'new';
  const now = Math.max(...deliveries.map((delivery) => delivery.now));
  const read = deliveries.map((delivery) => readCall(delivery, workspace));
  let open = await nameSurvivors(
    sql,
    workspaceId,
    read.flatMap((one) => ('questions' in one ? one.questions : [])),
  );
  while (open.length > 0) {
    const { candidates, ...found } = await findAll(engine, workspaceId, open);
    const arounds = new Map(deliveries.map((delivery) => [delivery, { ...found, workspace, delivery }]));
    const incoming: IncomingEvent[] = [];
    const asked = new Map<string, Asked>();
    const stops = new Map<string, AccountStop>();
    open.forEach((question, ord) => {
      const { call, eventId } = question;
      const around = arounds.get(call.delivery);
      if (!around) throw new Error('an event is of no call');
      const answered = answer(question, candidates.get(ord) ?? [], around);
      if ('code' in answered) call.rejected.push(answered);
      // The first of an id is the event, whatever the others say.
      else if (asked.has(eventId)) call.duplicates++;
      else {
        incoming.push(answered.effect);
        asked.set(eventId, question);
        if (answered.accountStop) stops.set(eventId, answered.accountStop);
      }
    });
    const acting = await withColleagues(sql, incoming, stops, workspaceId);
    const { fresh, stale } = await recordEvents(sql, { now }, acting, identities);
    for (const id of fresh) count(asked, id, 'accepted');
    // What fell asleep or woke in between is worked out again: by now another reaction may be due.
    open = stale.flatMap((id) => asked.get(id) ?? []);
    for (const id of [...fresh, ...stale]) asked.delete(id);
    for (const id of asked.keys()) count(asked, id, 'duplicates');
  }
  return read.map((one) => ('error' in one ? one : { collected: answerOf(one.call) }));
}

function count(asked: ReadonlyMap<string, Asked>, id: string, as: 'accepted' | 'duplicates'): void {
  const call = asked.get(id)?.call;
  if (call) call[as]++;
}

function answerOf({ accepted, duplicates, rejected }: Tally) {
  return { accepted, duplicates, rejected: rejected.sort((a, b) => a.index - b.index) };
}

function answer(
  question: Question,
  candidates: readonly EnrollmentCandidate[],
  around: Around,
): { effect: IncomingEvent; accountStop: AccountStop | null } | Refusal {
  const refusal = refuse(question, candidates);
  if (refusal) return refusal;
  const { sequenceOf } = around;
  const attributed = attribute<TouchCandidate, EnrollmentCandidate>(
    clueOf(question.event),
    candidates,
    sequenceOf,
  );
  return (
    taskRefusal(question, attributed, sequenceOf) ?? {
      effect: effectOf(question, attributed, around),
      accountStop: accountStopOf(question, attributed, around),
    }
  );
}

async function findAll(
  { sql, versions }: Pick<Engine, 'sql' | 'versions'>,
  workspaceId: number,
  questions: readonly Question[],
) {
  const rows = await findTouches(
    sql,
    workspaceId,
    questions.map(({ event }, ord) => ({
      ord,
      intentId: event.touch ?? null,
      enrollmentId: event.enrollmentId ?? null,
      contact: event.contact ?? null,
      sequence: event.sequence ?? null,
    })),
  );
  const candidates = new Map<number, EnrollmentCandidate[]>();
  const sequences = new Map<number, Map<number, Sequence>>();
  const load = async (sequenceId: number, version: number) => {
    const known = sequences.get(sequenceId) ?? new Map<number, Sequence>();
    sequences.set(sequenceId, known);
    if (!known.has(version)) known.set(version, await versions.get(sequenceId, version));
  };
  for (const row of rows) {
    const others = candidates.get(row.ord);
    if (others) others.push(row);
    else candidates.set(row.ord, [row]);
    for (const { version } of [row, ...row.touches])
      if (!sequences.get(row.sequenceId)?.has(version)) await load(row.sequenceId, version);
  }
  const sequenceOf = (row: EnrollmentCandidate, touch?: TouchCandidate): Sequence => {
    const sequence = sequences.get(row.sequenceId)?.get((touch ?? row).version);
    if (!sequence)
      throw new Error(`version ${(touch ?? row).version} of sequence ${row.sequenceId} was not loaded`);
    return sequence;
  };
  return { candidates, sequenceOf, types: versions.steps.types };
}

const clueOf = (event: Incoming) => ({
  type: event.type,
  name: event.name,
  occurredAt: event.at,
  touch: event.touch ?? null,
  enrollmentId: event.enrollmentId ?? null,
  step: event.step ?? null,
});

/** What names something that is not there is refused; an unknown contact is not: conversions of strangers count. */
function refuse({ index, event }: Question, candidates: readonly EnrollmentCandidate[]): Refusal | null {
  const missing = (field: string, value: string): Refusal => ({
    index,
    code: `unknown-${field === 'touch' ? 'touch' : 'enrollment'}`,
    detail: `${field}: ${value} is not known in this workspace`,
    fix: `Send the ${field === 'touch' ? 'intentId of a touch' : 'enrollmentId that enrolling answered'}, or the contact.`,
  });
  if (event.touch && !candidates[0]) return missing('touch', event.touch);
  if (event.enrollmentId && !candidates[0]) return missing('enrollmentId', event.enrollmentId);
  return null;
}
