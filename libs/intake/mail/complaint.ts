import { addressesIn } from './addresses.ts';
import type { ReportedRecipient, ReturnedOriginal } from './classification.ts';
import { fieldGroupsIn, fieldOf } from './header-fields.ts';
import { headerOf, type Mail, type MailHeader } from './mail.ts';

export interface Complaint {
  readonly reason: string;
  readonly recipients: readonly ReportedRecipient[];
}

const SUBJECT = /^(?:complaint about message from|(?:fw: )?e-?mail feedback report for)\b/i;
const TEXT =
  /^(?:this is (?:an?|the) (?:\S{1,60} ){0,3}(?:e-?mail )?abuse report\b|.{0,40}\bclicked (?:the )?['"]?report (?:as )?(?:spam|junk))/im;

/**
 * A report of somebody who called a mail spam (RFC 5965), of the kind that providers send to whom they know; also the
 * mails of old ones that have no part for it, and the requests to be left alone that Apple Mail writes for its user.
 */
export function complaintOf(mail: Mail, original: ReturnedOriginal | null): Complaint | null {
  const part = mail.parts.find(({ type }) => type === 'message/feedback-report');
  const fields = fieldGroupsIn(part?.text ?? feedbackIn(mail.text) ?? '').flat();
  const type = fieldOf(fields, 'feedback-type');
  if (type !== null || part !== undefined)
    return complaint(
      `a feedback report says ${type ?? 'abuse'}`,
      type ?? 'abuse',
      recipients(fields, original),
    );
  if (headerOf(mail, 'x-apple-unsubscribe')?.trim() === 'true')
    return complaint('Apple Mail unsubscribes its user', 'opt-out', mail.from === null ? [] : [mail.from]);
  if (/report-type\s*=\s*"?feedback-report/i.test(headerOf(mail, 'content-type') ?? ''))
    return complaint('it says that it is a feedback report', 'abuse', original?.to ?? []);
  const known =
    headerOf(mail, 'x-hmxmroriginalrecipient') ??
    fieldOf(original?.headers ?? [], 'x-hmxmroriginalrecipient');
  if (known !== null)
    return complaint('it names whom a report of junk mail came from', 'abuse', addressesIn(known));
  if (SUBJECT.test(mail.subject))
    return complaint('its subject is that of a complaint', 'abuse', original?.to ?? []);
  if (TEXT.test(mail.text) && original !== null)
    return complaint('its text is that of a report of abuse', 'abuse', original.to);
  return null;
}

/** The fields of a report that stand in the text. */
function feedbackIn(text: string): string | null {
  const at = /^feedback-type:/im.exec(text);
  return at === null ? null : text;
}

function recipients(fields: readonly MailHeader[], original: ReturnedOriginal | null): readonly string[] {
  const reported = fields
    .filter(({ name }) => RECIPIENTS.has(name))
    .flatMap(({ value }) => addressesIn(value))
    .slice(0, MOST_RECIPIENTS);
  return reported.length > 0 ? [...new Set(reported)] : (original?.to ?? []);
}

/** A complaint is one person's about one mail. */
const MOST_RECIPIENTS = 100;
const RECIPIENTS = new Set([
  'original-rcpt-to',
  'removal-recipient',
  'final-recipient',
  'original-recipient',
]);

function complaint(reason: string, type: string, addresses: readonly (string | null)[]): Complaint {
  const whom = addresses.length > 0 ? addresses : [null];
  return {
    reason,
    recipients: whom.map((address) => ({
      address,
      status: null,
      replyCode: null,
      action: null,
      isHard: false,
      reason: null,
      answer: null,
      feedbackType: /^[a-z-]{1,40}/.exec(type.toLowerCase())?.[0] ?? 'abuse',
    })),
  };
}
