import { REASONS_BY_STATUS } from './failure-by-status.ts';
import { FAILURE_PHRASES, LAST_PHRASE } from './failure-phrases.ts';
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
  const last = LAST_PHRASE.test(plainWords(said)) ? weighed('no-such-address', answer) : null;
  return reasonSaid(said, answer) ?? byStatus ?? last ?? 'unknown';
}

/** What the words alone say, null if they say nothing. */
export function reasonSaid(said: string, answer: SmtpAnswer): FailureReason | null {
  const words = plainWords(said);
  const phrase = FAILURE_PHRASES.find(({ pattern }) => pattern.test(words));
  return phrase === undefined ? null : weighed(phrase.reason, answer);
}

function weighed(reason: FailureReason, answer: SmtpAnswer): FailureReason {
  const isOfTheSender = answer.command === 'mail' || answer.command === 'helo';
  if (isOfTheSender && isOfTheAddress(reason)) return 'sender-refused';
  if (reason === 'no-such-address' && !isOfTheRecipient(answer)) return 'refused';
  // A name server that does not know a host today, says a server that would have tried again, may know it tomorrow.
  return reason === 'no-such-host' && answer.status?.startsWith('4') === true ? 'network' : reason;
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

/** One line, without addresses and pages, whose names would be taken for words, and without the codes of long answers. */
function plainWords(said: string): string {
  return said
    .replace(/5\.1\.0 - unknown address error/gi, ' ') // What Cisco's gateways put before every refusal.
    .replace(/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/g, 'ip')
    .replace(/\bhttps?:\/\/\S+/gi, ' ')
    .replace(/<?[^\s<>@]{1,128}@[^\s<>@,;:]+>?/g, ' <> ')
    .replace(/(?:^|\s)[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3})?/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 4_000)
    .toLowerCase();
}
