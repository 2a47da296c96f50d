import { type Notice, type NoticeReason, type NoticeType, notice } from '../notice.ts';
import {
  addressIn,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  jsonIn,
  listOf,
  textOf,
  textsOf,
} from '../payload.ts';
import type { Webhook } from './webhook.ts';

const TYPES: Readonly<Record<string, NoticeType>> = {
  'email.scheduled': 'queued',
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'deferred',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.opened': 'opened',
  'email.clicked': 'clicked',
  'email.failed': 'failed',
  'email.suppressed': 'rejected',
};

/** Resend's webhooks: one event a call, named by the header that signs it. */
export function readResend({ payload, headers }: Webhook): Notice[] {
  const event = fieldsOf(payload);
  const data = fieldsOf(event.data);
  const click = fieldsOf(data.click);
  const said = textOf(event.type) ?? '';
  const type = TYPES[said] ?? 'unknown';
  const bounce = fieldsOf(data.bounce);
  const words = textOf(bounce.message) ?? textOf(fieldsOf(data.suppressed).message);
  const sent = headersOf(data);
  return [
    notice({
      type,
      said,
      source: payload,
      id: headers['svix-id'] ?? headers['webhook-id'] ?? null,
      occurredAt: instantOf(event.created_at),
      messageId: textOf(data.email_id),
      headerId: textOf(data.message_id) ?? sent('message-id'),
      // One event for each recipient, and none says whose it is.
      recipient: addressIn(listOf(data.to)[0]),
      ...notDelivered(type, bounce, words),
      description: words ?? textOf(fieldsOf(data.failed).reason),
      url: textOf(click.link),
      userAgent: textOf(click.userAgent) ?? textOf(fieldsOf(data.open).userAgent),
      tags: textsOf(jsonIn(sent('x-tags'))),
      metadata: fieldsOf(jsonIn(sent('x-metadata'))),
      touch: tagOf(data.tags, 'touch'),
    }),
  ];
}

function notDelivered(
  type: NoticeType,
  bounce: Fields,
  words: string | null,
): { hard: boolean | null; reason: NoticeReason | null } {
  if (type === 'rejected') return { hard: true, reason: 'blocked' };
  if (type !== 'bounced') return { hard: null, reason: null };
  const kind = textOf(bounce.type);
  if (/suppressed sending/i.test(words ?? '') || bounce.subType === 'Suppressed')
    return { hard: true, reason: 'blocked' };
  return {
    // Of the first payloads, which say no type, a bounce is soft if it says so.
    hard: kind === null ? !/\b(full|general bounce|temporar|soft)/i.test(words ?? '') : kind === 'Permanent',
    reason: words === null || /bounce/i.test(words) || kind !== null ? 'bounced' : 'other',
  };
}

/** The headers that a mail was sent with, by lower-case name. */
function headersOf({ headers }: Fields): (name: string) => string | null {
  const found = listOf(headers).map(fieldsOf);
  return (name) => textOf(found.find((header) => textOf(header.name)?.toLowerCase() === name)?.value);
}

/** Tags go in as a list of names and values, and come back as one object. */
function tagOf(tags: unknown, name: string): string | null {
  if (isFields(tags)) return textOf(tags[name]);
  return textOf(
    listOf(tags)
      .map(fieldsOf)
      .find((tag) => tag.name === name)?.value,
  );
}
