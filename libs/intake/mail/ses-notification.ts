import { z } from 'zod';
import { firstOfText } from './bounded.ts';
import type { MailKind, ReportedRecipient, ReturnedOriginal } from './classification.ts';
import { failureReason, isOfTheAddress } from './failure-reason.ts';
import { fieldOf } from './header-fields.ts';
import { smtpAnswerIn } from './smtp-answer.ts';

/** What Amazon SES tells of a mail, when its topic sends that by mail. */
export interface SesNotification {
  readonly kind: MailKind;
  readonly reason: string;
  readonly recipients: readonly ReportedRecipient[];
  readonly original: ReturnedOriginal;
}

const OF_SES = z.object({
  notificationType: z.enum(['Bounce', 'Complaint', 'Delivery']),
  mail: z.object({
    messageId: z.string().optional(),
    destination: z.array(z.string()).optional(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bouncedRecipients: z.array(
        z.object({
          emailAddress: z.string(),
          status: z.string().optional(),
          diagnosticCode: z.string().optional(),
        }),
      ),
    })
    .optional(),
  complaint: z
    .object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
      complaintFeedbackType: z.string().nullish(),
    })
    .optional(),
  delivery: z.object({ recipients: z.array(z.string()), smtpResponse: z.string().optional() }).optional(),
});
const OF_SNS = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** The notification in the text of a mail, null if there is none. */
export function sesNotificationOf(text: string): SesNotification | null {
  const outer = json(text);
  const wrapped = OF_SNS.safeParse(outer);
  const told = OF_SES.safeParse(wrapped.success ? json(wrapped.data.Message) : outer);
  if (!told.success) return null;
  const { notificationType, mail, bounce, complaint, delivery } = told.data;
  const headers = (mail.headers ?? []).map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  const kinds = { Bounce: 'bounce', Complaint: 'complaint', Delivery: 'delivery-notice' } as const;
  return {
    kind: kinds[notificationType],
    reason: `a notification of Amazon SES says ${notificationType}`,
    recipients: [
      ...(bounce?.bouncedRecipients ?? []).map(({ emailAddress, status, diagnosticCode }) => {
        const said = diagnosticCode ?? '';
        const answer = smtpAnswerIn(said);
        const reason = failureReason(said, { ...answer, status: status ?? answer.status });
        const isHard = bounce?.bounceType === 'Permanent' && isOfTheAddress(reason);
        return recipient(emailAddress, {
          ...answer,
          status: status ?? answer.status,
          action: 'failed',
          reason,
          isHard,
          answer: said || null,
        });
      }),
      ...(complaint?.complainedRecipients ?? []).map(({ emailAddress }) =>
        recipient(emailAddress, { feedbackType: complaint?.complaintFeedbackType ?? 'abuse' }),
      ),
      ...(delivery?.recipients ?? []).map((address) => {
        const said = delivery?.smtpResponse ?? '';
        return recipient(address, { ...smtpAnswerIn(said), action: 'delivered', answer: said || null });
      }),
    ],
    original: {
      messageId: mail.messageId ?? null,
      subject: fieldOf(headers, 'subject'),
      to: (mail.destination ?? []).map((address) => address.toLowerCase()),
      headers,
    },
  };
}

function json(text: string): unknown {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from || text.slice(0, from).trim() !== '') return null;
  const written = text.slice(from, to + 1);
  // Some servers break long lines as `!`, a line end and a blank.
  return parsed(written) ?? parsed(written.replaceAll('!\n ', ''));
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written, (_, value: unknown) =>
      typeof value === 'string' ? firstOfText(value) : value,
    );
  } catch {
    return null; // Text that begins with a brace and is no notification.
  }
}

function recipient(address: string, known: Partial<ReportedRecipient>): ReportedRecipient {
  return {
    address: address.toLowerCase(),
    status: known.status ?? null,
    replyCode: known.replyCode ?? null,
    action: known.action ?? null,
    isHard: known.isHard ?? false,
    reason: known.reason ?? null,
    answer: known.answer ?? null,
    feedbackType: known.feedbackType ?? null,
  };
}
