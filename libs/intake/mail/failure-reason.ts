import { REASONS_BY_STATUS } from './failure-by-status.ts';
import { FAILURE_PHRASES } from './failure-phrases.ts';
import type { SmtpAnswer } from './smtp-answer.ts';

/** Why a mail could not be delivered. */
export const FAILURE_REASONS = [
  'no-such-address',
  'no-such-host',
  'moved',
  'takes-no-mail',
  'inactive',
  'mailbox-full',
  'too-big',
  'too-many',
  'blocked',
  'spam',
  'policy',
  'sender-refused',
  'unauthenticated',
  'no-relaying',
  'content',
  'refused',
  'expired',
  'network',
  'system',
  'unknown',
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** With these the address itself is at fault, for good; any other may be over tomorrow, or is the sender's fault. */
const OF_THE_ADDRESS: ReadonlySet<FailureReason> = new Set([
  'no-such-address',
  'no-such-host',
  'moved',
  'takes-no-mail',
]);

/** Whether nothing that is sent to this address will ever arrive. */
export function isOfTheAddress(reason: FailureReason): boolean {
  return OF_THE_ADDRESS.has(reason);
}

/**
 * Why a mail was not delivered, by what the server said (RFC 3463 gives numbers for it, which many servers choose
 * badly: so the words come first), else by its status, else by nothing.
 */
export function failureReason(said: string, answer: SmtpAnswer): FailureReason {
  const byStatus = answer.status === null ? null : reasonOfStatus(answer.status);
  return reasonSaid(said, answer) ?? byStatus ?? 'unknown';
}

/** What the words alone say, null if they say nothing. */
export function reasonSaid(said: string, answer: SmtpAnswer): FailureReason | null {
  const words = plainWords(said);
  const phrase = FAILURE_PHRASES.find(({ patterns }) => patterns.some((pattern) => pattern.test(words)));
  if (phrase === undefined) return null;
  return phrase.reason === 'no-such-address' && !isOfTheRecipient(answer) ? 'refused' : phrase.reason;
}

/**
 * Whether a server that says `user unknown` means it. Who took the recipient and then refuses the text has a rule against
 * the text, and a bare `550 user unknown` is also how mobile carriers turn away mail that their customers do not want.
 */
function isOfTheRecipient({ status, replyCode, command }: SmtpAnswer): boolean {
  if (/^[45]\.1\./.test(status ?? '')) return true;
  return command === 'rcpt' || (command === null && replyCode === null);
}

function reasonOfStatus(status: string): FailureReason | null {
  const [permanence, subject, detail] = status.split('.');
  return (
    REASONS_BY_STATUS[`${permanence}.${subject}.${detail}`] ??
    REASONS_BY_STATUS[`${subject}.${detail}`] ??
    null
  );
}

/** One line, its runs of blanks and the codes that stand before each line of a long answer taken out. */
function plainWords(said: string): string {
  return said
    .replace(/(?:^|\s)[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3})?/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 4_000)
    .toLowerCase();
}
