import { AUTOMATIC_SUBJECTS, AUTOMATIC_TEXTS } from './automatic-phrases.ts';
import { headerOf, type Mail } from './mail.ts';

/** Headers that only programs write, with the values that do not count. */
const HEADERS: readonly { name: string; counts: (value: string) => boolean }[] = [
  { name: 'auto-submitted', counts: (value) => !/^\s*(?:no\b|$)/i.test(value) }, // RFC 3834
  { name: 'x-autoreply', counts: (value) => !/^\s*no\b/i.test(value) },
  { name: 'x-autorespond', counts: () => true },
  { name: 'x-autoresponder', counts: () => true },
  { name: 'x-auto-reply-from', counts: () => true },
  { name: 'x-mail-autoreply', counts: () => true },
  { name: 'x-vacation', counts: () => true },
  { name: 'x-apple-action', counts: (value) => /vacation/i.test(value) },
  { name: 'x-ms-exchange-inbox-rules-loop', counts: () => true },
  {
    name: 'x-ms-exchange-generated-message-source',
    counts: (value) => /autoreply|mailbox rules|oof/i.test(value),
  },
  { name: 'x-fc-machinegenerated', counts: (value) => /true/i.test(value) },
  { name: 'x-post-messageclass', counts: (value) => /autoresponder/i.test(value) },
  { name: 'x-precedence', counts: (value) => /auto[-_]?reply/i.test(value) },
  { name: 'delivered-to', counts: (value) => /^autoresponder$/i.test(value.trim()) },
  { name: 'precedence', counts: (value) => /^\s*(?:auto[-_]?reply|bulk|junk|list)\b/i.test(value) },
  { name: 'list-id', counts: () => true },
  { name: 'feedback-id', counts: () => true },
];

/**
 * Why nobody wrote this reply: what a header says, else the subject, else the first words of a short text. Null if a person
 * may have written it: in doubt a reply is a person's.
 */
export function automaticReply(mail: Mail, visibleText: string): string | null {
  for (const { name, counts } of HEADERS) {
    const value = headerOf(mail, name);
    if (value !== null && counts(value))
      return `its header ${name} says ${value.trim().slice(0, 60) || 'so'}`;
  }
  const suppress = headerOf(mail, 'x-auto-response-suppress');
  const isPattern = (patterns: readonly RegExp[], text: string): boolean =>
    patterns.some((pattern) => pattern.test(text));
  if (isPattern(AUTOMATIC_SUBJECTS, mail.subject)) return 'its subject is that of an automatic reply';
  if (/^\s*auto:/i.test(mail.subject) && mail.answers.length > 0) return 'its subject begins with Auto:';
  const beginning = visibleText.slice(0, 600);
  if (isPattern(AUTOMATIC_TEXTS, beginning) && (suppress !== null || visibleText.length < 1_500))
    return 'its text is that of an automatic reply';
  return null;
}
