import { isOfTheAddress, type Notice, type NoticeReason, type NoticeType, notice } from '../notice.ts';
import { asIs, type Fields, fieldsOf, listOf, secondsOf, textOf, textsOf } from '../payload.ts';
import type { Webhook } from './webhook.ts';

const TYPES: Readonly<Record<string, NoticeType>> = {
  processed: 'queued',
  deferred: 'deferred',
  delivered: 'delivered',
  bounce: 'bounced',
  dropped: 'rejected',
  open: 'opened',
  click: 'clicked',
  spamreport: 'complained',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  group_resubscribe: 'subscribed',
};

/** Why it dropped a mail, by how it begins to say so. */
const DROPPED: readonly (readonly [RegExp, NoticeReason])[] = [
  [/^bounce/i, 'bounced'],
  [/^invalid/i, 'invalid'],
  [/^unsubscribe/i, 'unsubscribed'],
  [/^spam report/i, 'spam'],
  [/^block|^spam content/i, 'blocked'],
  [/^expired/i, 'timed_out'],
];

/** Bounces of a class that says nothing of the address. */
const NOT_OF_THE_ADDRESS = /content|reputation|technical|frequency|volume/i;

/** What SendGrid itself says of a mail; whatever else stands there is an argument that the sender gave it. */
const OWN = new Set([
  ...['asm_group_id', 'attempt', 'bounce_classification', 'category', 'cert_err', 'email', 'event', 'ip'],
  ...['marketing_campaign_id', 'marketing_campaign_name', 'newsletter', 'pool', 'post_type', 'reason'],
  ...['response', 'send_at', 'sg_content_type', 'sg_event_id', 'sg_machine_open', 'sg_message_id'],
  ...['sg_template_id', 'sg_template_name', 'singlesend_id', 'singlesend_name', 'smtp-id', 'status'],
  ...['template_id', 'timestamp', 'tls', 'type', 'url', 'url_offset', 'useragent'],
]);

/** SendGrid's event webhook: a list of events. */
export function readSendgrid({ payload }: Webhook): Notice[] {
  return listOf(payload).map((event) => readEvent(fieldsOf(event)));
}

function readEvent(event: Fields): Notice {
  const said = textOf(event.event) ?? '';
  const type = TYPES[said] ?? 'unknown';
  const messageId = textOf(event.sg_message_id);
  const headerId = ownMessageId(textOf(event['smtp-id']));
  const reason = type === 'rejected' ? droppedFor(event) : type === 'bounced' ? bouncedFor(event) : null;
  return notice({
    type,
    said,
    source: event,
    id: textOf(event.sg_event_id),
    occurredAt: secondsOf(event.timestamp),
    messageId: headerId ?? messageId,
    // What it answered when it took the mail stands before the name of the machine that worked on it.
    acceptedAs: messageId?.split(/\.(?:filter|recv)/)[0] ?? null,
    headerId,
    recipient: textOf(event.email),
    hard: reason === null ? null : isHard(type, reason, event),
    status: textOf(event.status),
    reason,
    description: type === 'rejected' ? textOf(event.reason) : null,
    answer: type === 'rejected' ? null : (asIs(event.response) ?? asIs(event.reason)),
    url: textOf(event.url),
    userAgent: textOf(event.useragent),
    machine: event.sg_machine_open === true ? 'privacy-proxy' : null,
    tags: textsOf(event.category),
    metadata: Object.fromEntries(Object.entries(event).filter(([name]) => !OWN.has(name))),
  });
}

/** The Message-ID that the sender gave the mail; null where SendGrid made one up. */
function ownMessageId(smtpId: string | null): string | null {
  return smtpId === null || /@(geopod-)?ismtpd|sendgrid\.net>?$/i.test(smtpId) ? null : smtpId;
}

function droppedFor({ type, reason }: Fields): NoticeReason {
  const said = [textOf(type), textOf(reason)].flatMap((text) => text ?? []);
  return DROPPED.find(([words]) => said.some((text) => words.test(text)))?.[1] ?? 'other';
}

function bouncedFor({ type }: Fields): NoticeReason {
  if (type === 'blocked') return 'blocked';
  return type === 'expired' ? 'timed_out' : 'bounced';
}

function isHard(type: NoticeType, reason: NoticeReason, { bounce_classification, status }: Fields): boolean {
  if (type === 'rejected') return isOfTheAddress(reason, null);
  return (
    isOfTheAddress(reason, textOf(status)) && !NOT_OF_THE_ADDRESS.test(textOf(bounce_classification) ?? '')
  );
}
