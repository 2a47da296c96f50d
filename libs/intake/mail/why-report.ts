import {
  hasBounceSubject,
  hasBounceText,
  hasNoSender,
  isDeliveryReport,
  isFromDaemon,
  isFromMailerDaemon,
  isOfProgram,
} from './bounce-signs.ts';
import { hasStatusPart, statusInText } from './delivery-status.ts';
import type { Mail } from './mail.ts';
import type { SplitReport } from './returned-original.ts';

/**
 * What gives a report of delivery away, null if it is none. A text about a mail that could not be delivered is not enough:
 * people write such texts too, of parcels and of bounces that they answer.
 */
export function whyReport(mail: Mail, { notice, isGivenBack }: SplitReport): string | null {
  if (hasStatusPart(mail)) return 'it has a delivery status';
  if (isDeliveryReport(mail)) return 'it says that it is a report of delivery';
  const hasSubject = hasBounceSubject(mail.subject);
  const hasText = hasBounceText(notice);
  if (isFromDaemon(mail) && (hasSubject || hasText))
    return 'a mail server wrote it, of a mail that was not delivered';
  if (isFromMailerDaemon(mail)) return 'a mail server wrote it';
  if (isAnswer(mail)) return null;
  if (isFromDaemon(mail) && isGivenBack) return 'a mail server gives a mail back';
  if (hasSubject && statusInText(mail.text).length > 0) return 'its text has a delivery status';
  if (hasSubject && hasText && (isGivenBack || isOfProgram(mail)))
    return 'a program wrote it, and its subject and its text are those of a bounce';
  if (hasNoSender(mail) && isGivenBack) return 'it has no sender, and gives a mail back';
  return null;
}

/** A person who answers a mail about a bounce is no bounce. */
const isAnswer = (mail: Mail): boolean => /^\s*(?:re|aw|fwd?|wg|tr|sv|antw)\s*:/i.test(mail.subject);
