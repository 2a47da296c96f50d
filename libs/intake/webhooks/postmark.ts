import { type Notice, type NoticeReason, type NoticeType, notice } from '../notice.ts';
import { asIs, type Fields, fieldsOf, instantOf, textOf, textsOf } from '../payload.ts';
import type { Webhook } from './webhook.ts';

const RECORDS: Readonly<Record<string, NoticeType>> = {
  Bounce: 'bounced',
  Click: 'clicked',
  Delivery: 'delivered',
  Open: 'opened',
  SpamComplaint: 'complained',
};

interface Meaning {
  readonly type: NoticeType;
  readonly reason?: NoticeReason;
  readonly hard?: boolean;
}

/** What it calls a bounce, and why it suppresses. `ManuallyDeactivated` and `BadEmailAddress`: it writes there no more. */
const KINDS: Readonly<Record<string, Meaning>> = {
  HardBounce: { type: 'bounced', reason: 'bounced', hard: true },
  SoftBounce: { type: 'bounced', reason: 'bounced', hard: false },
  VirusNotification: { type: 'bounced', reason: 'other', hard: false },
  Transient: { type: 'deferred' },
  DnsError: { type: 'deferred' },
  OpenRelayTest: { type: 'deferred' },
  Unsubscribe: { type: 'unsubscribed', reason: 'unsubscribed' },
  ManualSuppression: { type: 'unsubscribed', reason: 'unsubscribed' },
  Subscribe: { type: 'subscribed' },
  AutoResponder: { type: 'autoresponded' },
  AddressChange: { type: 'autoresponded' },
  ChallengeVerification: { type: 'autoresponded' },
  SpamNotification: { type: 'complained', reason: 'spam' },
  SpamComplaint: { type: 'complained', reason: 'spam' },
  BadEmailAddress: { type: 'rejected', reason: 'invalid', hard: true },
  ManuallyDeactivated: { type: 'rejected', reason: 'blocked', hard: true },
  Unconfirmed: { type: 'rejected', hard: false },
  Blocked: { type: 'rejected', reason: 'blocked', hard: false },
  DMARCPolicy: { type: 'rejected', reason: 'blocked', hard: false },
  SMTPApiError: { type: 'failed' },
  TemplateRenderingFailed: { type: 'failed' },
  Unknown: { type: 'unknown' },
};

/** Postmark's webhooks: one record a call. */
export function readPostmark({ payload }: Webhook): Notice[] {
  const record = fieldsOf(payload);
  const said = textOf(record.RecordType) ?? '';
  const id = textOf(record.ID);
  const answer = asIs(record.Details);
  return [
    notice({
      ...meaningOf(said, record),
      said: textOf(record.Type) ?? said,
      source: record,
      id,
      occurredAt:
        instantOf(record.DeliveredAt) ??
        instantOf(record.BouncedAt) ??
        instantOf(record.ReceivedAt) ??
        instantOf(record.ChangedAt),
      messageId: textOf(record.MessageID),
      recipient: textOf(record.Email) ?? textOf(record.Recipient),
      status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(answer ?? '')?.[0] ?? null,
      description: asIs(record.Description),
      answer,
      url: textOf(record.OriginalLink),
      userAgent: textOf(record.UserAgent),
      tags: textsOf(record.Tag),
      metadata: fieldsOf(record.Metadata),
      // Bounces and complaints are numbered; a complaint has the number of its mail's bounce.
      ...(id !== null && { key: JSON.stringify([said, id]) }),
    }),
  ];
}

function meaningOf(recordType: string, record: Fields): Meaning {
  if (recordType === 'SubscriptionChange') {
    if (record.SuppressSending !== true) return { type: 'subscribed' };
    return KINDS[textOf(record.SuppressionReason) ?? ''] ?? { type: 'unsubscribed', reason: 'unsubscribed' };
  }
  const type = RECORDS[recordType] ?? 'unknown';
  if (type !== 'bounced' && type !== 'complained') return { type };
  return KINDS[textOf(record.Type) ?? ''] ?? { type, ...(type === 'bounced' && { hard: false }) };
}
