import { addressesIn } from './addresses.ts';
import { firstOfLines } from './bounded.ts';
import type { ReturnedOriginal } from './classification.ts';
import { fieldGroupsIn, fieldOf, headersStartAt } from './header-fields.ts';
import type { Mail, MailHeader } from './mail.ts';
import { messageIdsIn } from './message-ids.ts';

/** A report taken apart: what the server says, and the mail that it gives back. */
export interface SplitReport {
  readonly notice: string;
  readonly original: ReturnedOriginal | null;
  /** Whether a mail is given back: in a part of its own, or behind a line that says so. */
  readonly isGivenBack: boolean;
}

const RETURNED =
  /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/(?:rfc822-headers|global-headers))$/;
/** Lines that announce the mail that is given back. */
const ANNOUNCED = new RegExp(
  `^\\W*(?:${[
    '(?:below this line|enclosed|included|this|attached|here)? ?(?:is|are) (?:a |the )?(?:copy|headers?) of (?:the|your) (?:original )?(?:message|mail)(?: headers?)?',
    '(?:the )?(?:headers?|text|body) of (?:the )?(?:original|your) (?:message|mail) (?:is following|follows?)',
    '(?:original|unsent|undelivered|returned) (?:message|mail|e-?mail)(?: (?:headers?|text|body|info|information))?',
    'message (?:headers?|text|body)',
    'start of returned message',
  ].join('|')})(?:,? including .{0,40}|(?: as)? follows?(?: as .{0,40})?:?| below)?\\W*$`,
  'i',
);

/** What a report says and what it gives back: in a part of its own, else in its text, behind the line that announces it. */
export function splitReport(mail: Mail): SplitReport {
  const part = mail.parts.find(({ type, text }) => RETURNED.test(type) && text !== null);
  const lines = firstOfLines(mail.text).split('\n');
  const announced = lines.findIndex((line) => ANNOUNCED.test(line));
  const headers = headersStartAt(lines);
  const end = Math.min(announced < 0 ? lines.length : announced, headers ?? lines.length);
  const isWhole = end === 0;
  const returned = part?.text ?? (headers === null ? null : lines.slice(headers).join('\n').trimStart());
  return {
    notice: (isWhole ? lines : lines.slice(0, end)).join('\n'),
    original: returned === null ? null : originalOf(returned),
    isGivenBack: part !== undefined || announced >= 0,
  };
}

function originalOf(text: string): ReturnedOriginal | null {
  const headers: MailHeader[] = fieldGroupsIn(text.trimStart())[0] ?? [];
  if (headers.length === 0) return null;
  return {
    messageId: messageIdsIn(fieldOf(headers, 'message-id') ?? '')[0] ?? null,
    subject: fieldOf(headers, 'subject'),
    to: addressesIn(`${fieldOf(headers, 'x-original-to') ?? ''} ${fieldOf(headers, 'to') ?? ''}`),
    headers,
  };
}
