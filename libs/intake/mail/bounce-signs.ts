import { BOUNCE_SUBJECTS, BOUNCE_TEXTS } from './bounce-phrases.ts';
import { headerOf, type Mail } from './mail.ts';

/** Who writes reports of delivery: programs, by the names that they go by. */
const DAEMON =
  /^(?:mailer-?daemon|mail-?daemon|post_?master|poo?stmaster|mail[._-]?delivery[._-]?(?:system|subsystem|service)|mmdf|microsoftexchange[0-9a-f]{20,}|mdaemon|mail-?system|double-bounce)@/i;
const DAEMON_NAME =
  /mail(?:er)?[ -]?daemon|mail deliver(?:y)? (?:sub)?(?:system|service)|delivery (?:sub)?system|system administrator|postmaster|mail administrator|internet mail delivery/i;
/** Addresses that programs write from. */
const ROBOT = /^(?:no[._-]?reply|do[._-]?not[._-]?reply|auto\w{0,12}|bounces?|notifications?|mailer)\b/i;

/** Whether a subject is one under which mail servers say that a mail was not delivered. */
export function hasBounceSubject(subject: string): boolean {
  return BOUNCE_SUBJECTS.some((pattern) => pattern.test(subject));
}

/** Whether a text says what only servers say. */
export function hasBounceText(notice: string): boolean {
  return BOUNCE_TEXTS.some((text) => text.test(notice));
}

/** Whether its author goes by the one name that no person has. */
export function isFromMailerDaemon(mail: Mail): boolean {
  return /^mailer-?daemon@/i.test(mail.from ?? '');
}

/** Whether its author is a mail server, by name. */
export function isFromDaemon(mail: Mail): boolean {
  const from = headerOf(mail, 'from');
  return (
    DAEMON.test(mail.from ?? '') ||
    DAEMON_NAME.test(from ?? '') ||
    /^\s*(?:<>)?\s*$/.test(from ?? 'none') ||
    /^<?mailer-daemon\b/i.test((headerOf(mail, 'return-path') ?? '').trim())
  );
}

/** Whether it says of itself that it is a report of delivery. */
export function isDeliveryReport(mail: Mail): boolean {
  const type = headerOf(mail, 'content-type') ?? '';
  return /report-type\s*=\s*"?delivery-status/i.test(type) || headerOf(mail, 'x-failed-recipients') !== null;
}

/** Whether nobody is to answer it: programs send so, people never do. */
export function hasNoSender(mail: Mail): boolean {
  return headerOf(mail, 'return-path')?.trim() === '<>';
}

/** Whether a program wrote it, of whatever kind. */
export function isOfProgram(mail: Mail): boolean {
  const submitted = headerOf(mail, 'auto-submitted') ?? 'no';
  return (
    ROBOT.test(mail.from ?? '') ||
    hasNoSender(mail) ||
    !/^\s*no\b/i.test(submitted) ||
    headerOf(mail, 'x-mlserver') !== null
  );
}
