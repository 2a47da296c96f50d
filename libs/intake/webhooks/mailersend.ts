import { type Notice, type NoticeReason, type NoticeType, notice } from '../notice.ts';
import { type Fields, fieldsOf, instantOf, isFields, textOf, textsOf } from '../payload.ts';
import type { Webhook } from './webhook.ts';

interface Meaning {
  readonly type: NoticeType;
  readonly reason?: NoticeReason;
  readonly hard?: boolean;
}

const ACTIVITIES: Readonly<Record<string, Meaning>> = {
  sent: { type: 'sent' },
  delivered: { type: 'delivered' },
  deferred: { type: 'deferred' },
  soft_bounced: { type: 'bounced', reason: 'bounced', hard: false },
  hard_bounced: { type: 'bounced', reason: 'bounced', hard: true },
  suppressed: { type: 'rejected', reason: 'blocked', hard: true },
  opened: { type: 'opened' },
  opened_unique: { type: 'opened' },
  clicked: { type: 'clicked' },
  clicked_unique: { type: 'clicked' },
  unsubscribed: { type: 'unsubscribed', reason: 'unsubscribed' },
  spam_complaint: { type: 'complained', reason: 'spam' },
  spam_complaints: { type: 'complained', reason: 'spam' },
};

/** MailerSend's webhooks, of the first version (`data.email`) and of the second. Its test call says nothing. */
export function readMailersend({ payload }: Webhook): Notice[] {
  const call = fieldsOf(payload);
  if (call.type === 'webhook.test') return [];
  const data = fieldsOf(call.data);
  // The second version gives the state of the mail as `data.type`.
  const said = textOf(call.type)?.replace(/^activity\./, '') ?? textOf(data.type) ?? '';
  const meaning = ACTIVITIES[said] ?? { type: 'unknown' as const };
  return [
    notice({
      ...meaning,
      said,
      source: payload,
      id: textOf(data.id),
      // An id of MailerSend's is one activity's, and one activity is one type.
      ...(textOf(data.id) !== null && { key: JSON.stringify([data.id, said]) }),
      tags: textsOf(data.tags),
      ...(isFields(data.email) ? ofFirstVersion(data) : ofSecondVersion(call, data)),
    }),
  ];
}

function ofFirstVersion(data: Fields) {
  const email = fieldsOf(data.email);
  const morph = fieldsOf(data.morph);
  return {
    occurredAt: instantOf(data.created_at),
    messageId: textOf(fieldsOf(email.message).id),
    recipient: textOf(fieldsOf(email.recipient).email),
    description: textOf(morph.readable_reason) ?? textOf(morph.reason),
    url: textOf(morph.url),
    tags: textsOf(email.tags),
  };
}

function ofSecondVersion(call: Fields, data: Fields) {
  const meta = fieldsOf(data.meta);
  return {
    occurredAt: instantOf(call.created_at),
    messageId: textOf(data.message_id),
    recipient: textOf(data.recipient) ?? textOf(fieldsOf(data.recipient).email) ?? textOf(data.email),
    description:
      textOf(meta.bounce_reason) ??
      textOf(meta.reject_reason) ??
      textOf(meta.suppression_reason) ??
      textOf(meta.unsubscribe_reason),
    answer: textOf(meta.bounce_code),
    url: textOf(meta.url),
    userAgent: textOf(meta.user_agent),
  };
}
