import { isAddress, readAddress } from './address.ts';
import type { Mail, MailResult } from './mailer.ts';

/** What a mail's own fields say; a header of these names would say it a second time. */
const OWN_FIELDS = new Set([
  ...['from', 'sender', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id', 'in-reply-to', 'references'],
  ...['mime-version', 'content-type', 'content-transfer-encoding', 'return-path', 'dkim-signature'],
]);

const FIELD_NAME = /^[A-Za-z0-9-]{1,70}$/;
const MESSAGE_ID = /^<[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+>$/u;
/** A line break in a header starts another header. */
const CONTROL = /\p{Cc}/u;

/** Refuses a mail that would become another mail on its way: whatever the adapter, it never sees one. Null: it is fine. */
export function checkMail(mail: Mail): MailResult | null {
  if (!isAddress(mail.recipient)) {
    return { kind: 'rejected', reason: 'bad-address', detail: 'The address is not one mail address.' };
  }
  const problem = problemOf(mail);
  return problem === null ? null : { kind: 'rejected', reason: 'unsafe', detail: problem };
}

function problemOf({ from, subject, messageId, thread, headers }: Mail): string | null {
  if (readAddress(from) === null) return 'The sender is not one mail address.';
  if (CONTROL.test(subject)) return 'The subject has a line break or another control character.';
  const ids = [messageId, ...(thread ? [thread.inReplyTo, ...thread.references] : [])];
  if (!ids.every((id) => MESSAGE_ID.test(id))) return 'A message id is not written <local@domain>.';
  for (const [name, value] of Object.entries(headers)) {
    if (!FIELD_NAME.test(name)) return 'A header has a name that is not letters, digits and hyphens.';
    if (OWN_FIELDS.has(name.toLowerCase()))
      return `The header ${name} is one that the mail's own fields give.`;
    if (CONTROL.test(value)) return `The header ${name} has a line break or another control character.`;
  }
  return null;
}
