import { addressesIn } from './addresses.ts';
import { firstOfText } from './bounded.ts';
import { messageIdsIn } from './message-ids.ts';
import { textOfHtml } from './text-of-html.ts';

export interface MailHeader {
  /** In lower case. */
  readonly name: string;
  /** Unfolded, its encoded words decoded. */
  readonly value: string;
}

/** What hangs on a mail besides its text: a delivery status, the returned original, a picture. */
export interface MailPart {
  /** In lower case, as `message/delivery-status`. */
  readonly type: string;
  readonly name: string | null;
  /** Of what is text: its beginning. Null of pictures and other files. */
  readonly text: string | null;
}

/** A mail taken apart, before anything is made of it. */
export interface MailFields {
  readonly headers: readonly MailHeader[];
  /** The addresses that it says it is from, in lower case: one, where a mail program wrote it. */
  readonly senders: readonly string[];
  readonly text: string | null;
  readonly html: string | null;
  readonly parts: readonly MailPart[];
  /** Why it could not be read as it claims to be. */
  readonly flaw: string | null;
}

/** A mail that came in, read: bounded, and good to look at from every side. */
export interface Mail extends MailFields {
  /** What a person would read: the plain text, else what the HTML says. */
  readonly text: string;
  readonly subject: string;
  /** The address of the author, in lower case. */
  readonly from: string | null;
  readonly to: readonly string[];
  /** Every address in its headers, its text and what hangs on it, whosesoever. */
  readonly named: readonly string[];
  readonly messageId: string | null;
  /** The mails that it answers, by message id: In-Reply-To, then References, the newest first. */
  readonly answers: readonly string[];
}

/** What looks like an address in them is the name of a mail. */
const OF_MAILS = new Set(['message-id', 'in-reply-to', 'references']);

/** A mail of what it was taken apart into. */
export function mailOf({ headers, senders, text, html, parts, flaw }: MailFields): Mail {
  const value = (name: string): string => headers.find((header) => header.name === name)?.value ?? '';
  const references = messageIdsIn(value('references')).reverse();
  const plain = text?.trim() ? text : textOfHtml(html ?? '');
  const naming = headers.flatMap(({ name, value: words }) => (OF_MAILS.has(name) ? [] : [words]));
  const attached = parts.flatMap(({ text: words }) => words ?? []);
  return {
    headers,
    senders,
    parts,
    flaw,
    html: html === null ? null : firstOfText(html),
    text: firstOfText(plain.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trimEnd()),
    subject: value('subject'),
    from: senders[0] ?? null,
    to: addressesIn(value('to')),
    named: addressesIn([...naming, firstOfText(plain), ...attached].join('\n')),
    messageId: messageIdsIn(value('message-id'))[0] ?? null,
    answers: [...new Set([...messageIdsIn(value('in-reply-to')), ...references])],
  };
}

/** The first header of this name, null if there is none; the name in lower case. */
export function headerOf(mail: MailFields, name: string): string | null {
  return mail.headers.find((header) => header.name === name)?.value ?? null;
}
