import { hasBounceSubject } from './bounce-signs.ts';
import { statusInText } from './delivery-status.ts';
import type { Mail } from './mail.ts';

const FORWARDED = /^\s*(?:fwd?|wg|tr|i|rv|enc|vs|doorst)\s*:\s*/i;

/** The report that a mail passes on, if its subject says so and the whole report stands in its text; null if it does not. */
export function forwardedReport(mail: Mail): Mail | null {
  if (!FORWARDED.test(mail.subject)) return null;
  const subject = mail.subject.replace(FORWARDED, '');
  if (!hasBounceSubject(subject)) return null;
  const text = mail.text
    .split('\n')
    .map((line) => line.replace(/^> ?/, ''))
    .join('\n');
  return statusInText(text).length > 0 ? { ...mail, subject, text } : null;
}
