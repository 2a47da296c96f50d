import {
  bracketed,
  isOfTheAddress,
  type Notice,
  type NoticeReason,
  type NoticeType,
  notice,
} from '../notice.ts';
import { addressIn, asIs, type Fields, fieldsOf, jsonIn, secondsOf, textOf, textsOf } from '../payload.ts';
import { CODES, readLegacyMailgun } from './mailgun-legacy.ts';
import type { Webhook } from './webhook.ts';

const TYPES: Readonly<Record<string, NoticeType>> = {
  accepted: 'queued',
  rejected: 'rejected',
  delivered: 'delivered',
  failed: 'bounced',
  opened: 'opened',
  clicked: 'clicked',
  unsubscribed: 'unsubscribed',
  complained: 'complained',
};

/** Why a mail failed. What is not here says nothing of the address: `generic`, `espblock`, `greylisted`. */
const REASONS: Readonly<Record<string, NoticeReason>> = {
  bounce: 'bounced',
  hardfail: 'bounced',
  'suppress-bounce': 'bounced',
  'suppress-complaint': 'spam',
  'suppress-unsubscribe': 'unsubscribed',
  old: 'timed_out',
};

const MACHINES: Readonly<Record<string, string>> = {
  apple: 'privacy-proxy',
  gmail: 'prefetch',
  generic: 'scanner',
};

/** Mailgun's webhooks: one event a call, in JSON, or as a form as they were until 2018. */
export function readMailgun(call: Webhook): Notice[] {
  const payload = fieldsOf(call.payload);
  if (!('event-data' in payload)) return [readLegacyMailgun(payload)];
  const event = fieldsOf(payload['event-data']);
  const delivery = fieldsOf(event['delivery-status']);
  const client = fieldsOf(event['client-info']);
  const headers = fieldsOf(fieldsOf(event.message).headers);
  const said = textOf(event.event) ?? '';
  const severity = textOf(event.severity);
  const type = typeOf(said, severity);
  const messageId = bracketed(textOf(headers['message-id']));
  const recipient = textOf(event.recipient) ?? addressIn(headers.to);
  const url = textOf(event.url);
  const status = textOf(delivery['enhanced-code']) ?? statusIn(textOf(delivery.message));
  const why = textOf(event.reason);
  const isForGood = type === 'bounced' && severity === 'permanent';
  const unsaid = isForGood ? reasonOfCode(textOf(delivery.code)) : type === 'rejected' ? 'other' : null;
  const reason = why === null ? unsaid : (REASONS[why] ?? 'other');
  return [
    notice({
      type,
      said,
      source: call.payload,
      id: textOf(fieldsOf(payload.signature).token),
      // The token is another at each attempt, and `id` is one of a day.
      key: JSON.stringify([textOf(event.id), said, textOf(event.timestamp), messageId, recipient, url]),
      occurredAt: secondsOf(event.timestamp),
      messageId,
      headerId: messageId,
      recipient,
      hard: type === 'bounced' || type === 'rejected' ? isOfTheAddress(reason, status) : null,
      status,
      reason,
      description: asIs(delivery.description) ?? textOf(fieldsOf(event.reject).reason),
      answer: asIs(delivery.message),
      url,
      userAgent: textOf(client['user-agent']),
      machine: MACHINES[textOf(client.bot) ?? ''] ?? null,
      tags: textsOf(event.tags),
      ...variablesOf(event['user-variables']),
    }),
  ];
}

function typeOf(event: string, severity: string | null): NoticeType {
  const type = TYPES[event] ?? 'unknown';
  return type === 'bounced' && severity === 'temporary' ? 'deferred' : type;
}

/** The status that a server's answer begins with, for Mailgun tells it apart of some alone. */
function statusIn(message: string | null): string | null {
  return /^(?:[245]\d\d[ -])?([245]\.\d{1,3}\.\d{1,3})\b/.exec(message ?? '')?.[1] ?? null;
}

/** Why a mail failed for good of which no reason is said: it was sent back, unless the code says: not now, no room. */
function reasonOfCode(code: string | null): NoticeReason {
  return CODES[code ?? ''] ?? (/^(4|552)/.test(code ?? '') ? 'other' : 'bounced');
}

/** What the sender gave the mail to carry; a text, cut somewhere, where it was too long for Mailgun. */
function variablesOf(variables: unknown): { metadata: Fields; touch?: string } {
  const text = textOf(variables);
  if (text === null) return { metadata: fieldsOf(variables) };
  const touch = /"touch"\s*:\s*"([^"]*)"/.exec(text)?.[1];
  return { metadata: fieldsOf(jsonIn(text)), ...(touch !== undefined && { touch }) };
}
