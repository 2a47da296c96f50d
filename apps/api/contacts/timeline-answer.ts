import { z } from 'zod';
import { iso } from '#engine';
import type {
  Completeness,
  MailOfContact,
  StandingRow,
  StoredContact,
  StoredSuppression,
  TimelineEvent,
} from '#storage';
import { contactAnswer, showContact } from './contact-answer.ts';

export const timelineAnswer = contactAnswer.extend({
  aliases: z.array(z.string()).describe('ids that were merged into this one, and mean it'),
  suppressions: z.array(
    z.object({ id: z.string(), reason: z.string(), since: z.iso.datetime(), by: z.string() }),
  ),
  enrollments: z.array(
    z.object({
      enrollmentId: z.uuid(),
      enrollmentNo: z.int(),
      sequence: z.string(),
      version: z.int(),
      state: z.enum(['active', 'paused', 'finished', 'exited', 'failed']),
      reason: z.string().nullable(),
      nextStep: z.string().nullable(),
      dueAt: z.iso.datetime().nullable(),
      enrolledAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
    }),
  ),
  events: z
    .array(
      z.object({
        eventId: z.uuid(),
        type: z.string(),
        name: z.string(),
        occurredAt: z.iso.datetime(),
        sequence: z.string(),
        step: z.string(),
        variant: z.string(),
        enrollmentId: z.uuid().nullable(),
        machine: z.boolean(),
        attribution: z.enum(['direct', 'inferred', 'none']),
        value: z.number().nullable(),
        currency: z.string(),
        properties: z
          .record(z.string(), z.unknown())
          .describe('where a branch led, why an exit was taken, what became of a task'),
      }),
    )
    .describe('newest first'),
  nextCursor: z.string().nullable(),
  mails: z
    .array(
      z.object({
        receivedAt: z.iso.datetime(),
        kind: z.string().describe('what it was taken for'),
        reason: z.string().describe('what gave it away'),
        confidence: z.enum(['direct', 'inferred', 'none']),
        matchedBy: z.string().nullable(),
        touch: z.uuid().nullable().describe('the mail that it is about'),
        step: z.string().nullable(),
        events: z.array(z.string()).describe('what it gave rise to'),
      }),
    )
    .describe('mail that came in from or about the contact, newest first'),
  completeness: z
    .object({ pending: z.int(), deadLetters: z.int(), gaps: z.int(), mismatches: z.int() })
    .describe('what may be missing among the events: pending ones are on their way'),
});

export const mergedAnswer = z.object({
  id: z.string().describe('the contact that goes on'),
  enrollmentsMoved: z.int(),
  enrollmentsEnded: z.int().describe('of those that would have got a sequence twice'),
});

export const erasedAnswer = z.object({
  enrollmentsEnded: z.int(),
  mailsRemoved: z.int(),
  answersForgotten: z.int().describe('answers that were kept for calls repeated under an Idempotency-Key'),
  complete: z.boolean().describe('false while a mail is on its way out: its copy goes when it is back'),
});

export function showTimeline(read: {
  contact: StoredContact;
  aliases: readonly string[];
  suppressions: readonly StoredSuppression[];
  standings: readonly StandingRow[];
  mails: readonly MailOfContact[];
  page: { rows: readonly TimelineEvent[]; nextCursor: string | null };
  completeness: Completeness;
}) {
  const isoOrNull = (at: number | null) => (at === null ? null : iso(at));
  return {
    ...showContact(read.contact),
    aliases: read.aliases,
    suppressions: read.suppressions.map(({ holderKey: id, reason, since, source: by }) => ({
      id,
      reason,
      since: iso(since),
      by,
    })),
    enrollments: read.standings.map(({ id, no, dueAt, enrolledAt, endedAt, ...row }) => ({
      enrollmentId: id,
      enrollmentNo: no,
      ...row,
      dueAt: isoOrNull(dueAt),
      enrolledAt: iso(enrolledAt),
      endedAt: isoOrNull(endedAt),
    })),
    events: read.page.rows,
    nextCursor: read.page.nextCursor,
    mails: read.mails.map((mail) => ({ ...mail, receivedAt: iso(mail.receivedAt) })),
    completeness: read.completeness,
  };
}
