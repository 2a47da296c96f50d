import { DomainError, type Instant, iso, openAt } from '#engine';
import {
  endEnrollments,
  type FoundEnrollment,
  findEnrollment,
  pauseEnrollment,
  resumeEnrollment,
} from '#storage';
import type { Engine } from '../engine.ts';
import { endingOf } from './exit-enrollments.ts';

interface Call {
  readonly workspaceId: number;
  readonly id: string;
  readonly now: Instant;
}

type Parts = Pick<Engine, 'sql' | 'versions'>;

const DONE = { pause: 'paused', resume: 'resumed', exit: 'ended' } as const;

/** An enrollment, or the refusal that there is none. */
export async function requireEnrollment(
  { sql }: Pick<Engine, 'sql'>,
  call: Omit<Call, 'now'>,
): Promise<FoundEnrollment> {
  const found = await findEnrollment(sql, call.workspaceId, call.id);
  if (found !== null) return found;
  throw new DomainError({
    code: 'enrollment-not-found',
    field: 'id',
    detail: `There is no enrollment ${call.id} in this workspace.`,
    fix: 'Send the enrollmentId that enrolling answered; GET /v1/sequences/{key}/enrollments lists them.',
  });
}

/** Lets nothing fall due for an enrollment until it is resumed. One that is paused stays so; what came of it is answered. */
export async function pause(engine: Parts, call: Call): Promise<FoundEnrollment> {
  const found = await requireEnrollment(engine, call);
  if (found.state !== 'paused' && !(await pauseEnrollment(engine.sql, found.no)))
    throw over(await requireEnrollment(engine, call), 'pause');
  return await requireEnrollment(engine, call);
}

/**
 * Lets a paused enrollment go on. Time has gone on meanwhile: what is still ahead stays where it is, and what fell due is
 * due now, or when the schedule next opens.
 */
export async function resume(engine: Parts, call: Call): Promise<FoundEnrollment> {
  for (;;) {
    const found = await requireEnrollment(engine, call);
    if (found.state === 'active') return found;
    if (found.state !== 'paused') throw over(found, 'resume');
    const dueAt = await dueAgain(engine, found, call.now);
    // An event has come in between: by now it may be due at another time.
    if (await resumeEnrollment(engine.sql, { no: found.no, epoch: found.epoch, dueAt }))
      return requireEnrollment(engine, call);
  }
}

/**
 * Ends an enrollment for a reason: its open tasks and the mail that has not gone out are closed. Ending one that has been
 * ended answers how it ended.
 */
export async function exit(
  engine: Parts,
  call: Call & { readonly reason: string },
): Promise<FoundEnrollment> {
  const found = await requireEnrollment(engine, call);
  if (found.state === 'exited') return found;
  if (found.state !== 'active' && found.state !== 'paused') throw over(found, 'exit');
  await endEnrollments(engine.sql, { now: call.now }, [endingOf(found, call.reason, call.now)]);
  return requireEnrollment(engine, call);
}

async function dueAgain({ versions }: Parts, found: FoundEnrollment, now: Instant): Promise<Instant | null> {
  const { dueAt, sequenceId, version, cursor } = found;
  if (dueAt === null || dueAt > now) return dueAt;
  const sequence = await versions.get(sequenceId, version);
  const step = sequence.steps[cursor];
  const type = step && versions.steps.types[step.type];
  if (step === undefined || type === undefined) return now;
  const { timezone, attributes, countsFrom: enrolledAt, lastEmailAt } = found;
  const timing = { contact: { timezone, attributes }, enrolledAt, lastEmailAt };
  return openAt(sequence, step, type, timing, now);
}

function over(enrollment: FoundEnrollment, command: keyof typeof DONE): DomainError {
  const { id, state, endedAt, reason } = enrollment;
  const since = endedAt === null ? '' : ` since ${iso(endedAt)}`;
  const why = reason === null ? '' : ` (${reason})`;
  return new DomainError({
    code: 'enrollment-over',
    detail: `Enrollment ${id} is ${state}${why}${since} and cannot be ${DONE[command]}.`,
    fix: `Enroll the contact again, where the reentry of "${enrollment.sequence}" allows it.`,
  });
}
