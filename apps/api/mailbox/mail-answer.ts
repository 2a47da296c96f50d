import { z } from 'zod';
import { type Instant, iso } from '#engine';
import { messageId, type TouchTokens } from '#runtime';
import type { CapturedMail, FoundMail, Sighting } from '#storage';

const mail = z.object({
  id: z.uuid().describe('the touch: POST /v1/events takes it as `touch`'),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
  capturedAt: z.iso.datetime(),
  contact: z.string(),
  sequence: z.string(),
  step: z.string(),
  variant: z.string(),
  enrollmentId: z.uuid(),
  enrollmentNo: z.int(),
});

export const mailList = z.object({
  total: z.int().describe('of all captured mail, whatever was asked for'),
  mail: z.array(mail),
  nextCursor: z.string().nullable(),
});

export const foundMail = mail.extend({
  from: z.string().nullable(),
  html: z.string().nullable(),
  messageId: z
    .string()
    .nullable()
    .describe('the Message-ID that it would have gone out with: what an answer names in In-Reply-To'),
  headers: z.record(z.string(), z.string()).describe('beyond sender, recipient and subject'),
  enrollment: z.object({
    state: z.enum(['active', 'paused', 'finished', 'exited', 'failed']),
    reason: z.string().nullable(),
    nextStep: z.string().nullable(),
    dueAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  }),
  seen: z
    .array(z.object({ type: z.string(), firstAt: z.iso.datetime(), count: z.int() }))
    .describe('what this enrollment did at this step, in order of time'),
});

export function showMail(row: CapturedMail): z.infer<typeof mail> {
  return { ...row, capturedAt: iso(row.capturedAt) };
}

export function showFoundMail(
  found: FoundMail,
  seen: readonly Sighting[],
  tokens: TouchTokens,
): z.infer<typeof foundMail> {
  const { state, reason, nextStep, dueAt, endedAt, sender: from, html, headers, ...row } = found;
  return {
    ...showMail(row),
    from,
    html,
    messageId: from === null ? null : messageId(tokens, row.id, from),
    headers,
    enrollment: { state, reason, nextStep, dueAt: isoOrNull(dueAt), endedAt: isoOrNull(endedAt) },
    seen: seen.map(({ type, firstAt, count }) => ({ type, firstAt: iso(firstAt), count })),
  };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : iso(at);
}
