import { hasBounceSubject } from './bounce-signs.ts';
import { statusInText } from './delivery-status.ts';
import type { Mail } from './mail.ts';

const FORWARDED = /^\s*(?:fwd?|wg|tr|i|rv|enc|vs|doorst)\s*:\s*/i;
const OF_STATUS = /^(?:reporting-mta|original-recipient|final-recipient):/i;

/** The report that a mail passes on, if its subject says so and the whole report stands in its text; null if it does not. */
export function forwardedReport(mail: Mail): Mail | null {
  if (!FORWARDED.test(mail.subject)) return null;
  const subject = mail.subject.replace(FORWARDED, '');
  if (!hasBounceSubject(subject)) return null;
  const lines = mail.text.split('\n').map((line) => line.replace(/^> ?/, ''));
  // What stands above is the head of the report, which would be taken for that of the mail that it gives back.
  const start = lines.findIndex((line) => OF_STATUS.test(line));
  const text = lines.slice(Math.max(0, start)).join('\n');
  return statusInText(text).length > 0 ? { ...mail, subject, text } : null;
}
