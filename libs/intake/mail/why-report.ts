import { bounceSigns, hasBounceSubject } from './bounce-signs.ts';
import { hasStatusPart, statusInText } from './delivery-status.ts';
import { headerOf, type Mail } from './mail.ts';
import type { SplitReport } from './returned-original.ts';

/** What gives a report of delivery away, null if it is none. */
export function whyReport(mail: Mail, { notice, original }: SplitReport): string | null {
  if (hasStatusPart(mail)) return 'it has a delivery status';
  const { isFromDaemon, hasText, isReport } = bounceSigns(mail, notice);
  const hasSubject = hasBounceSubject(mail.subject);
  if (isReport) return 'it says that it is a report of delivery';
  if (isFromDaemon && (hasSubject || hasText))
    return 'a mail server wrote it, of a mail that was not delivered';
  if (isFromDaemon && original !== null) return 'a mail server gives a mail back';
  if (isAnswer(mail)) return null;
  if (hasSubject && hasText) return 'its subject and its text are those of a bounce';
  if (hasSubject && statusInText(mail.text).length > 0) return 'its text has a delivery status';
  if (hasText && original !== null && headerOf(mail, 'return-path')?.trim() === '<>')
    return 'it has no sender, and gives back a mail that was not delivered';
  return null;
}

/** A person who answers a mail about a bounce is no bounce. */
const isAnswer = (mail: Mail): boolean => /^\s*(?:re|aw|fwd?|wg|tr|sv|antw)\s*:/i.test(mail.subject);
