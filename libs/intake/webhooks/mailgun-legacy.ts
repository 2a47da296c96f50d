import {
  bracketed,
  isOfTheAddress,
  type Notice,
  type NoticeReason,
  type NoticeType,
  notice,
} from '../notice.ts';
import { type Fields, fieldsOf, jsonIn, listOf, secondsOf, textOf, textsOf } from '../payload.ts';

const TYPES: Readonly<Record<string, NoticeType>> = {
  delivered: 'delivered',
  dropped: 'rejected',
  bounced: 'bounced',
  complained: 'complained',
  unsubscribed: 'unsubscribed',
  opened: 'opened',
  clicked: 'clicked',
};

/** Codes of Mailgun's own: nobody there, bounced before, unsubscribed, complained before. */
export const CODES: Readonly<Record<string, NoticeReason>> = {
  '499': 'timed_out',
  '605': 'bounced',
  '606': 'unsubscribed',
  '607': 'spam',
};

/** What stands in an event of which the headers do not; all else is a variable of the sender's. */
const OWN = new Set([
  ...['event', 'recipient', 'domain', 'ip', 'country', 'region', 'city', 'user-agent', 'device-type'],
  ...['client-type', 'client-name', 'client-os', 'campaign-id', 'campaign-name', 'tag', 'mailing-list'],
  ...['timestamp', 'token', 'signature', 'body-plain', 'h', 'message-id', 'url', 'X-Mailgun-Tag'],
]);
/** Where a variable has the name of one of these, Mailgun's own comes last; of all others it comes first. */
const LAST = new Set(['timestamp', 'token', 'signature']);

/**
 * An event as Mailgun sent it until 2018 and still may: the fields of a form, with the sender's variables among them, so
 * that a field can be there twice.
 */
export function readLegacyMailgun(fields: Fields): Notice {
  const first = (name: string) => textOf(listOf(fields[name])[0]);
  const last = (name: string) => textOf(listOf(fields[name]).at(-1));
  const said = first('event') ?? '';
  const type = TYPES[said] ?? 'unknown';
  const messageId = bracketed(first('Message-Id') ?? first('message-id'));
  const code = first('code');
  const reason = code === null ? null : reasonOf(code);
  const status = /^\d\.\d+\.\d+$/.test(code ?? '') ? code : null;
  const recipient = first('recipient');
  const url = first('url');
  return notice({
    type,
    said,
    source: fields,
    id: last('token'),
    key: JSON.stringify([said, last('timestamp'), messageId, recipient, url]),
    occurredAt: secondsOf(last('timestamp')),
    messageId,
    headerId: messageId,
    recipient,
    hard:
      type === 'bounced' || type === 'rejected'
        ? isOfTheAddress(reason, status) && !code?.startsWith('4')
        : null,
    status,
    reason,
    description: first('description'),
    answer: first('error') ?? first('notification'),
    url,
    userAgent: first('user-agent'),
    tags: textsOf(fields.tag ?? fields['X-Mailgun-Tag']),
    metadata: variablesOf(fields, type),
  });
}

/** A reply code of SMTP, a status of RFC 3463, or a code of Mailgun's own. */
function reasonOf(code: string): NoticeReason {
  return CODES[code] ?? (/^[45](\d\d$|\.)/.test(code) ? 'bounced' : 'other');
}

function variablesOf(fields: Fields, type: NoticeType): Fields {
  const headers = jsonIn(textOf(listOf(fields['message-headers'])[0]));
  if (Array.isArray(headers)) {
    const variables = headers.filter((header) => listOf(header)[0] === 'X-Mailgun-Variables');
    return Object.fromEntries(
      variables.flatMap((header) => Object.entries(fieldsOf(jsonIn(listOf(header)[1])))),
    );
  }
  if (type !== 'opened' && type !== 'clicked' && type !== 'unsubscribed') return {};
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, given]) => {
      const values = listOf(given);
      if (!OWN.has(name)) return [[name, values.at(-1)]];
      if (values.length < 2 || name === 'tag' || name === 'X-Mailgun-Tag') return [];
      return [[name, LAST.has(name) ? values[0] : values.at(-1)]];
    }),
  );
}
