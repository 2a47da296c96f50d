import { automaticReply } from './automatic-reply.ts';
import { CLASSIFIER_VERSION, type Classification, type MailKind } from './classification.ts';
import { complaintOf } from './complaint.ts';
import { recipientsReported } from './delivery-report.ts';
import { forwardedReport } from './forwarded-report.ts';
import { headerOf, type Mail } from './mail.ts';
import { noticeOf } from './notice-signs.ts';
import { returnDateIn } from './return-date.ts';
import { type SplitReport, splitReport } from './returned-original.ts';
import { sesNotificationOf } from './ses-notification.ts';
import { unsubscribeIntent } from './unsubscribe-intent.ts';
import { writtenText } from './visible-text.ts';
import { whyReport } from './why-report.ts';

/**
 * What a mail that came in is: complaint, bounce, delivery notice, automatic reply or human reply, tried in that order,
 * since bounces carry In-Reply-To like replies and Auto-Submitted like out-of-office notes. In doubt it is a person's.
 */
export function classify(mail: Mail): Classification {
  const report = splitReport(mail);
  return (
    complaint(mail, report) ?? deliveryReport(mail, report) ?? forwarded(mail) ?? notice(mail) ?? reply(mail)
  );
}

function complaint(mail: Mail, { original }: SplitReport): Classification | null {
  const found = complaintOf(mail, original);
  if (found === null) return null;
  const isOptOut = found.recipients.some(({ feedbackType }) => feedbackType === 'opt-out');
  return {
    ...classified('complaint', found.reason),
    recipients: found.recipients,
    original,
    unsubscribe: isOptOut ? 'Feedback-Type: opt-out' : null,
  };
}

function deliveryReport(mail: Mail, report: SplitReport): Classification | null {
  const told = sesNotificationOf(mail.text);
  if (told !== null)
    return { ...classified(told.kind, told.reason), recipients: told.recipients, original: told.original };
  const reason = whyReport(mail, report);
  if (reason === null) return null;
  const recipients = recipientsReported(mail, report);
  const isBounce = recipients.some(({ action }) => action === 'failed' || action === null);
  return {
    ...classified(isBounce ? 'bounce' : 'delivery-notice', reason),
    recipients,
    original: report.original,
  };
}

/** A report that somebody passes on to where reports are read. */
function forwarded(mail: Mail): Classification | null {
  const passedOn = forwardedReport(mail);
  if (passedOn === null) return null;
  return deliveryReport(passedOn, splitReport(passedOn));
}

function notice(mail: Mail): Classification | null {
  const reason = noticeOf(mail);
  return reason === null ? null : classified('delivery-notice', reason);
}

function reply(mail: Mail): Classification {
  const { visible: wrote, signature } = writtenText(mail.text);
  const automatic = automaticReply(mail, wrote);
  if (automatic !== null)
    return {
      ...classified('automatic-reply', automatic),
      returnsOn: returnDateIn(`${mail.subject}\n${wrote}`, dayOf(headerOf(mail, 'date'))),
      visibleText: wrote,
      signature,
    };
  return {
    ...classified('human-reply', 'nothing says that a program wrote it'),
    unsubscribe: unsubscribeIntent(mail.subject, wrote),
    visibleText: wrote,
    signature,
  };
}

function dayOf(date: string | null): string | null {
  const time = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
}

const classified = (kind: MailKind, reason: string): Classification => ({
  classifier: CLASSIFIER_VERSION,
  kind,
  reason,
  recipients: [],
  original: null,
  returnsOn: null,
  unsubscribe: null,
  visibleText: null,
  signature: null,
});
