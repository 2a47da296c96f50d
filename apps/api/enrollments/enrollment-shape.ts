import { z } from 'zod';
import { iso } from '#engine';
import type { EnrollmentRow } from '#storage';

export const enrollmentStates = z.enum(['active', 'paused', 'finished', 'exited', 'failed']);

export const enrollmentShape = z.object({
  enrollmentId: z.uuid(),
  enrollmentNo: z.int(),
  contact: z.string(),
  version: z.int(),
  state: enrollmentStates,
  reason: z.string().nullable(),
  nextStep: z.string().nullable(),
  dueAt: z.iso.datetime().nullable(),
  enrolledAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  movesTo: z.string().nullable().describe('the sequence that its exit leads to, while that is not open'),
  moveRefused: z.string().nullable().describe('why its exit was not followed'),
  unsentMail: z
    .object({
      step: z.string(),
      state: z
        .enum(['waiting', 'sending', 'unknown', 'rejected', 'suppressed'])
        .describe('unknown: nobody knows whether the provider took it; it is not sent again'),
      problem: z.string().nullable().describe('what the provider said last'),
      nextTryAt: z.iso.datetime().nullable(),
    })
    .nullable()
    .describe('its last mail, while that has not gone out'),
  waitingFor: z
    .union([
      z.object({ kind: z.literal('turn'), sequence: z.string().nullable(), since: z.iso.datetime() }),
      z.object({
        kind: z.literal('mail'),
        step: z.string(),
        mailbox: z.string().nullable(),
        notBefore: z.iso.datetime(),
      }),
    ])
    .nullable()
    .describe(
      'the sequence that has the turn of its contact, or the mail that a cap or a mailbox keeps back',
    ),
});

/** One enrollment by itself also says which sequence it is in. */
export const oneEnrollment = enrollmentShape.extend({ sequence: z.string() });

/** An enrollment as it is answered. */
export function showEnrollment(row: EnrollmentRow): z.infer<typeof enrollmentShape> {
  const { id, no, contact, version, state, reason, nextStep, dueAt, enrolledAt, endedAt } = row;
  return {
    enrollmentId: id,
    enrollmentNo: no,
    ...{ contact, version, state, reason, nextStep },
    dueAt: dueAt === null ? null : iso(dueAt),
    enrolledAt: iso(enrolledAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    ...{ movesTo: row.movesTo, moveRefused: row.moveRefused, waitingFor: showWait(row.waitingFor) },
    unsentMail: row.unsentMail && showUnsent(row.unsentMail),
  };
}

function showWait(waiting: EnrollmentRow['waitingFor']): z.infer<typeof enrollmentShape>['waitingFor'] {
  switch (waiting?.kind) {
    case 'turn':
      return { ...waiting, since: iso(waiting.since) };
    case 'mail':
      return { ...waiting, notBefore: iso(waiting.notBefore) };
    case undefined:
      return null;
  }
}

function showUnsent({ step, state, problem, nextTryAt }: NonNullable<EnrollmentRow['unsentMail']>) {
  return {
    ...{ step, problem },
    state: state === 'new' ? ('waiting' as const) : state,
    nextTryAt: nextTryAt === null ? null : iso(nextTryAt),
  };
}
