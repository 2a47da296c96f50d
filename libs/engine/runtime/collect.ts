import type { Sequence } from '#engine';
import { attribute, DomainError } from '#engine';
import {
  type EnrollmentCandidate,
  findTouches,
  type IncomingEvent,
  readWorkspace,
  recordEvents,
  type TouchCandidate,
  type Workspace,
} from '#storage';
import { nameSurvivors } from './contacts/name-survivors.ts';
import type { Engine } from './engine.ts';
import { type Incoming, type Refusal, readIncoming } from './incoming.ts';
import { type Delivery, effectOf, type Question } from './incoming-effect.ts';
import { nameTouch } from './name-touch.ts';
import { type AccountStop, accountStopOf, withColleagues } from './stop-accounts.ts';
import { taskRefusal } from './task-refusal.ts';

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Refusal[];
}

/**
 * Takes events from outside: finds their touch, stamps them from Postgres, logs them and lets them act, once each.
 * A bad event is refused alone, with its reason; the others go in.
 */
export async function collect(
  engine: Pick<Engine, 'sql' | 'versions'>,
  delivery: Delivery,
): Promise<Collected> {
  const { now, workspaceId } = delivery;
  const workspace = await readWorkspace(engine.sql, workspaceId);
  const rejected: Refusal[] = [];
  const questions: Question[] = [];
  delivery.events.forEach((raw, index) => {
    const event = readIncoming(raw, index, { now, sandbox: workspace.clock !== null });
    if ('code' in event) rejected.push(event);
    else
      questions.push({
        index,
        event: nameTouch(event, workspace),
        externalId: externalId(event, index, delivery),
      });
  });
  let accepted = 0;
  let duplicates = 0;
  let open = await nameSurvivors(engine.sql, workspaceId, questions);
  while (open.length > 0) {
    const found = await findAll(engine, workspaceId, open);
    const incoming: IncomingEvent[] = [];
    const asked = new Map<string, Question>();
    const stops = new Map<string, AccountStop>();
    for (const question of open) {
      const answered = answer(question, found, workspace, delivery);
      if ('code' in answered) {
        rejected.push(answered);
        continue;
      }
      const { effect, accountStop } = answered;
      incoming.push(effect);
      asked.set(effect.eventId, question);
      if (accountStop) stops.set(effect.eventId, accountStop);
    }
    const acting = await withColleagues(engine.sql, incoming, stops, delivery);
    const { fresh, stale } = await recordEvents(engine.sql, { now }, acting);
    accepted += fresh.length;
    // What fell asleep or woke in between is worked out again: by now another reaction may be due.
    open = stale.flatMap((id) => asked.get(id) ?? []);
    duplicates += incoming.length - fresh.length - open.length;
  }
  return { accepted, duplicates, rejected: rejected.sort((a, b) => a.index - b.index) };
}

type Found = Awaited<ReturnType<typeof findAll>>;

function answer(
  question: Question,
  { candidates, sequenceOf, types }: Found,
  workspace: Workspace,
  delivery: Delivery,
): { effect: IncomingEvent; accountStop: AccountStop | null } | Refusal {
  const own = candidates.get(question.index) ?? [];
  const refusal = refuse(question, own);
  if (refusal) return refusal;
  const attributed = attribute<TouchCandidate, EnrollmentCandidate>(clueOf(question.event), own, sequenceOf);
  return (
    taskRefusal(question, attributed, sequenceOf) ?? {
      effect: effectOf(question, attributed, sequenceOf, workspace, delivery, types),
      accountStop: accountStopOf(question, attributed, sequenceOf),
    }
  );
}

function externalId(event: Incoming, index: number, delivery: Delivery): string {
  if (event.eventId !== undefined) return event.eventId;
  if (delivery.idempotencyKey !== undefined) return `${delivery.idempotencyKey}#${index}`;
  throw new DomainError({
    code: 'event-id-missing',
    field: `events.${index}.eventId`,
    detail: `event ${index} has no eventId and the call has no Idempotency-Key`,
    fix: 'Give each event an eventId of its own, or send an Idempotency-Key header, so that a retry is not counted twice.',
  });
}

async function findAll(
  engine: Pick<Engine, 'sql' | 'versions'>,
  workspaceId: number,
  questions: readonly Question[],
) {
  const rows = await findTouches(
    engine.sql,
    workspaceId,
    questions.map(({ index, event }) => ({
      ord: index,
      intentId: event.touch ?? null,
      enrollmentId: event.enrollmentId ?? null,
      step: event.step ?? null,
      contact: event.contact ?? null,
      sequence: event.sequence ?? null,
      occurredAt: event.at,
    })),
  );
  const candidates = new Map<number, EnrollmentCandidate[]>();
  const sequences = new Map<string, Sequence>();
  for (const row of rows) {
    candidates.set(row.ord, [...(candidates.get(row.ord) ?? []), row]);
    for (const version of new Set([row.version, ...row.touches.map((touch) => touch.version)])) {
      const key = `${row.sequenceId}:${version}`;
      if (!sequences.has(key)) sequences.set(key, await engine.versions.get(row.sequenceId, version));
    }
  }
  const sequenceOf = (row: EnrollmentCandidate, touch?: TouchCandidate) =>
    sequences.get(`${row.sequenceId}:${(touch ?? row).version}`) as Sequence;
  return { candidates, sequenceOf, types: engine.versions.steps.types };
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
