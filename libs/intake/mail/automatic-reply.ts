import { AUTOMATIC_SUBJECTS, SAID_BY_PROGRAMS } from './automatic-phrases.ts';
import { hasNoSender } from './bounce-signs.ts';
import { firstOf } from './bounded.ts';
import { headerOf, type Mail } from './mail.ts';
import { straightQuotes } from './straight-quotes.ts';

/** Headers that only programs write, with the values that do not count. */
const HEADERS: readonly { name: string; counts: (value: string) => boolean }[] = [
  { name: 'auto-submitted', counts: (value) => !/^\s*(?:no\b|$)/i.test(value) }, // RFC 3834
  { name: 'x-autoreply', counts: (value) => !/^\s*no\b/i.test(value) },
  { name: 'x-autorespond', counts: () => true },
  { name: 'x-autoresponder', counts: () => true },
  { name: 'x-autoreply-from', counts: () => true },
  { name: 'x-mail-autoreply', counts: () => true },
  { name: 'x-vacation', counts: () => true },
  { name: 'x-apple-action', counts: (value) => /vacation/i.test(value) },
  { name: 'x-ms-exchange-generated-message-source', counts: (value) => /agent|oof/i.test(value) },
  { name: 'x-fc-machinegenerated', counts: (value) => /true/i.test(value) },
  { name: 'x-post-messageclass', counts: (value) => /autoresponder/i.test(value) },
  { name: 'x-precedence', counts: (value) => /auto[-_]?reply/i.test(value) },
  { name: 'delivered-to', counts: (value) => /^autoresponder$/i.test(value.trim()) },
  { name: 'precedence', counts: (value) => /^\s*(?:auto[-_]?reply|bulk|junk)\b/i.test(value) },
];

/**
 * Why nobody wrote this reply: what a header says, else the subject, else its first words. Null if a person may have
 * written it: in doubt a reply is a person's, and people say by hand that they are away.
 */
export function automaticReply(mail: Mail, visibleText: string): string | null {
  for (const { name, counts } of HEADERS) {
    const value = headerOf(mail, name);
    if (value !== null && counts(value))
      return `its header ${name} says ${firstOf(value.trim(), 60) || 'so'}`;
  }
  if (hasNoSender(mail)) return 'it has no sender, so that nobody answers it';
  if (matches(AUTOMATIC_SUBJECTS, mail.subject)) return 'its subject is that of an automatic reply';
  const answers = mail.answers.length > 0;
  if (answers && /^\s*auto:/i.test(mail.subject)) return 'its subject begins with Auto:';
  if (!answers && isOfList(mail)) return 'it was sent to a list';
  if (matches(SAID_BY_PROGRAMS, visibleText.slice(0, 600))) return 'it says that it is an automatic reply';
  return null;
}

/** A mail to a list answers nothing; somebody who answers through one does. */
const isOfList = (mail: Mail): boolean =>
  headerOf(mail, 'list-id') !== null || /^\s*list\b/i.test(headerOf(mail, 'precedence') ?? '');

const matches = (patterns: readonly RegExp[], text: string): boolean =>
  patterns.some((pattern) => pattern.test(straightQuotes(text)));
