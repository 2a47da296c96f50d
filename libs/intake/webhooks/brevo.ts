import { type Notice, type NoticeReason, type NoticeType, notice } from '../notice.ts';
import {
  asIs,
  type Fields,
  fieldsOf,
  jsonIn,
  listOf,
  millisecondsOf,
  secondsOf,
  textOf,
  textsOf,
} from '../payload.ts';
import type { Webhook } from './webhook.ts';

interface Meaning {
  readonly type: NoticeType;
  readonly reason?: NoticeReason;
  readonly hard?: boolean;
  readonly machine?: string;
}

/** `blocked`: the address is on its list of those who bounced, complained or left. */
const EVENTS: Readonly<Record<string, Meaning>> = {
  request: { type: 'queued' },
  sent: { type: 'sent' },
  delivered: { type: 'delivered' },
  deferred: { type: 'deferred' },
  hard_bounce: { type: 'bounced', reason: 'bounced', hard: true },
  soft_bounce: { type: 'bounced', reason: 'bounced', hard: false },
  invalid_email: { type: 'bounced', reason: 'invalid', hard: true },
  blocked: { type: 'rejected', reason: 'blocked', hard: true },
  error: { type: 'failed' },
  spam: { type: 'complained', reason: 'spam' },
  complaint: { type: 'complained', reason: 'spam' },
  opened: { type: 'opened' },
  unique_opened: { type: 'opened' },
  proxy_open: { type: 'opened', machine: 'privacy-proxy' },
  unique_proxy_open: { type: 'opened', machine: 'privacy-proxy' },
  click: { type: 'clicked' },
  unsubscribe: { type: 'unsubscribed' },
  unsubscribed: { type: 'unsubscribed' },
  list_addition: { type: 'subscribed' },
};

/** Brevo's transactional webhooks: one event a call, or a list of them where it is set to send batches. */
export function readBrevo({ payload }: Webhook): Notice[] {
  return listOf(payload).map((event) => readEvent(fieldsOf(event)));
}

function readEvent(event: Fields): Notice {
  const said = textOf(event.event) ?? '';
  const headerId = textOf(event['message-id']);
  return notice({
    ...(EVENTS[said] ?? { type: 'unknown' }),
    said,
    source: event,
    // `date`, `ts` and `ts_event` are in the zone of the account.
    occurredAt: millisecondsOf(event.ts_epoch) ?? millisecondsOf(event.s_epoch) ?? secondsOf(event.ts_event),
    messageId: headerId,
    headerId,
    recipient: textOf(event.email),
    answer: asIs(event.reason),
    url: textOf(event.link),
    userAgent: textOf(event.user_agent),
    tags: tagsOf(event),
    metadata: fieldsOf(jsonIn(event['X-Mailin-custom'])),
  });
}

/** `tags` where the sender gave a list, else `tag`: one, or a list in JSON. */
function tagsOf({ tags, tag }: Fields): string[] {
  const list = textsOf(tags);
  return list.length > 0 ? list : textsOf(Array.isArray(jsonIn(tag)) ? jsonIn(tag) : tag);
}
