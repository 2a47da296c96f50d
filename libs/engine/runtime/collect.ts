import type { Instant, Sequence } from '#engine';
import {
  attribute,
  DomainError,
  eventId as engineEventId,
  outsideEventId,
  partitionOf,
  react,
  sightingKey,
} from '#engine';
import {
  type EnrollmentCandidate,
  findTouches,
  type IncomingEvent,
  readWorkspace,
  recordEvents,
  subjectKey,
  type TouchCandidate,
  type Workspace,
} from '#storage';
import type { Engine } from './engine.ts';
import { type Incoming, type Refusal, readIncoming } from './incoming.ts';
import { loggedEvent, type Origin, type Place, type Subject } from './stamp.ts';

export interface Collected {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Refusal[];
}

/** The events of one call, all of one source. */
export interface Delivery {
  readonly workspaceId: number;
  readonly source: string;
  readonly events: readonly unknown[];
  /** Names events that carry no eventId of their own, together with their index. */
  readonly idempotencyKey?: string;
  readonly now: Instant;
}

type Attributed = NonNullable<ReturnType<typeof attribute<TouchCandidate, EnrollmentCandidate>>>;

interface Question {
  readonly index: number;
  readonly event: Incoming;
  readonly externalId: string;
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
    else questions.push({ index, event, externalId: externalId(event, index, delivery) });
  });
  const found = await findAll(engine, workspaceId, questions);
  const incoming: IncomingEvent[] = [];
  for (const question of questions) {
    const candidates = found.candidates.get(question.index) ?? [];
    const refusal = refuse(question, candidates);
    if (refusal) {
      rejected.push(refusal);
      continue;
    }
    const attributed = attribute<TouchCandidate, EnrollmentCandidate>(
      clueOf(question.event),
      candidates,
      found.sequenceOf,
    );
    const reason = taskRefusal(question, attributed);
    if (reason) rejected.push(reason);
    else incoming.push(effectOf(question, attributed, found.sequenceOf, workspace, delivery));
  }
  const fresh = await recordEvents(engine.sql, { now }, incoming);
  return {
    accepted: fresh.length,
    duplicates: incoming.length - fresh.length,
    rejected: rejected.sort((a, b) => a.index - b.index),
  };
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
    const key = `${row.sequenceId}:${row.version}`;
    if (!sequences.has(key)) sequences.set(key, await engine.versions.get(row.sequenceId, row.version));
  }
  const sequenceOf = (row: EnrollmentCandidate) =>
    sequences.get(`${row.sequenceId}:${row.version}`) as Sequence;
  return { candidates, sequenceOf };
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

function taskRefusal({ index, event }: Question, attributed: Attributed | null): Refusal | null {
  if (event.type !== 'task-completed' && event.type !== 'task-skipped') return null;
  if (attributed?.touch?.effect === 'task') return null;
  return {
    index,
    code: 'not-a-task',
    detail: `${event.type} names no task`,
    fix: 'Send the touch of the task, as GET /v1/tasks lists it.',
  };
}

/** Everything one event does, worked out; whether it happens is decided where it is recorded. */
function effectOf(
  { event, externalId: external }: Question,
  attributed: Attributed | null,
  sequenceOf: (row: EnrollmentCandidate) => Sequence,
  workspace: Workspace,
  { source, workspaceId, now }: Delivery,
): IncomingEvent {
  const id = outsideEventId(workspace.key, source, external);
  const { enrollment, touch } = attributed ?? { enrollment: null, touch: null };
  const hard = event.type === 'bounced' && event.properties?.kind !== 'soft';
  const completes = touch?.effect === 'task' && event.type === 'task-completed';
  const place: Place | null = touch && { ...touch, sentAt: completes ? event.at : touch.sentAt };
  const subject = enrollment
    ? subjectOf(enrollment)
    : { workspace: workspace.key, subjectKey: subjectKey(workspace, event.contact ?? '') };
  const origin: Origin = {
    source,
    attribution: attributed?.attribution ?? 'none',
    machine: event.machine ?? false,
    machineReason: event.machineReason ?? '',
    value: event.value ?? null,
    currency: event.currency ?? '',
  };
  const log = (
    eventId: string,
    type: Incoming['type'],
    name: string,
    properties: Record<string, unknown>,
  ) => ({
    eventId,
    body: JSON.stringify(
      loggedEvent(
        eventId,
        { type, name, properties },
        { occurredAt: event.at, receivedAt: now },
        subject,
        place,
        origin,
      ),
    ),
  });
  const reaction = enrollment
    ? react(
        sequenceOf(enrollment),
        { ...enrollment, contact: { timezone: enrollment.timezone } },
        {
          type: event.type,
          name: event.name,
          machine: origin.machine,
          hard,
          step: touch?.step ?? '',
          visit: touch?.visit ?? 0,
          occurredAt: event.at,
        },
      )
    : { ends: null, dueAt: null };
  const gone = event.type === 'unsubscribed' || event.type === 'complained';
  // Who says no counts, whether enrolled or not; a bounce says something of the address that was written to.
  const suppresses = enrollment ? gone || hard : gone && event.contact !== undefined;
  return {
    ...log(id, event.type, event.name, allowed(event.properties, workspace)),
    part: enrollment ? partitionOf(enrollment.no) : partitionOf(subject.subjectKey),
    occurredAt: event.at,
    enrollmentNo: enrollment?.no ?? 0,
    step: touch?.step ?? '',
    sighting: sightingKey({ type: event.type, name: event.name, machine: origin.machine }),
    ends:
      enrollment && reaction.ends !== null
        ? {
            reason: reaction.ends,
            exit: log(engineEventId(enrollment.id, 'exited'), 'exited', '', { reason: reaction.ends }),
          }
        : null,
    wakes: enrollment && reaction.dueAt !== null ? { dueAt: reaction.dueAt, wakeWas: enrollment.wake } : null,
    task:
      touch?.effect === 'task' && (completes || event.type === 'task-skipped')
        ? {
            visit: touch.visit,
            state: completes ? 'done' : 'skipped',
            done: completes ? log(engineEventId(touch.intentId, 'sent'), 'sent', '', {}) : null,
          }
        : null,
    suppress: suppresses
      ? { workspaceId, holderKey: enrollment?.holderKey ?? subject.subjectKey, reason: event.type }
      : null,
  };
}

function subjectOf(enrollment: EnrollmentCandidate): Subject {
  return {
    workspace: enrollment.workspace,
    sequence: enrollment.sequence,
    version: enrollment.version,
    enrollmentId: enrollment.id,
    enrollmentNo: enrollment.no,
    enrolledAt: enrollment.enrolledAt,
    subjectKey: enrollment.subjectKey,
    arms: enrollment.arms,
  };
}

/** Only properties on the workspace's list enter the log: it must never carry a name, an address or a text. */
function allowed(properties: Readonly<Record<string, unknown>> | undefined, workspace: Workspace) {
  return Object.fromEntries(
    Object.entries(properties ?? {}).filter(([name]) => workspace.allowedProperties.includes(name)),
  );
}
