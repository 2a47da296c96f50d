import { addressesIn } from './addresses.ts';
import { firstOf } from './bounded.ts';
import type { DeliveryAction, ReportedRecipient } from './classification.ts';
import { deliveryStatusOf, type StatusOfRecipient, statusInText } from './delivery-status.ts';
import { failureReason, isOfTheAddress, reasonSaid } from './failure-reason.ts';
import { headerOf, type Mail } from './mail.ts';
import { addressesSaidOf } from './report-text.ts';
import type { SplitReport } from './returned-original.ts';
import { smtpAnswerIn } from './smtp-answer.ts';

/** What is kept of what a server said. */
const LONGEST_ANSWER = 500;
/** What is looked at of what a report says: its beginning. */
const LONGEST_NOTICE = 16 * 1024;
/** Of more recipients no report tells: servers cut a mail into as many as that. */
const MOST_RECIPIENTS = 100;

/** What a report says of each recipient: by its delivery status, else by its text, else by the mail that it gives back. */
export function recipientsReported(
  mail: Mail,
  { notice: whole, original }: SplitReport,
): ReportedRecipient[] {
  const notice = whole.slice(0, LONGEST_NOTICE);
  const notThese = new Set([
    mail.from ?? '',
    ...mail.to,
    ...addressesIn(headerOf(mail, 'return-path') ?? ''),
  ]);
  const statuses = deliveryStatusOf(mail).slice(0, MOST_RECIPIENTS);
  const others = addressesSaidOf(notice, notThese);
  // Who writes to oneself is named as well.
  const texts = others.length > 0 ? others : addressesSaidOf(notice, new Set([mail.from ?? '']));
  const saidOf = (address: string | null): string =>
    texts.find((text) => text.address === address)?.said ?? (texts.length > 1 ? '' : notice);
  if (statuses.length > 0)
    return statuses.map((status) =>
      byStatus(
        {
          ...status,
          address: status.address ?? (statuses.length === 1 ? (texts[0]?.address ?? null) : null),
        },
        saidOf(status.finalAddress),
        saidOf(status.address),
      ),
    );

  const failed = addressesIn(headerOf(mail, 'x-failed-recipients') ?? '');
  const named = (failed.length > 0 ? failed : texts.map(({ address }) => address)).slice(0, MOST_RECIPIENTS);
  const action = actionInText(mail.subject, notice);
  if (named.length > 0) return named.map((address) => byText(address, saidOf(address), notice, action));
  const inside = returnedStatus(mail).slice(0, MOST_RECIPIENTS);
  if (inside.length > 0) return inside.map((status) => byStatus(status, '', ''));
  return [byText(original?.to[0] ?? null, notice, notice, action)];
}

/** The delivery status in what is given back, where a server sends a report in a report that says nothing itself. */
function returnedStatus(mail: Mail): StatusOfRecipient[] {
  return mail.parts.flatMap(({ type, text }) => (type === 'message/rfc822' ? statusInText(text ?? '') : []));
}

function byStatus(status: StatusOfRecipient, finalSaid: string, said: string): ReportedRecipient {
  const text = finalSaid || said;
  const inDiagnostic = smtpAnswerIn(status.diagnostic ?? '');
  const inText = smtpAnswerIn(text);
  const answer = {
    status: moreTelling(status.status, inDiagnostic.status ?? inText.status),
    replyCode: inDiagnostic.replyCode ?? inText.replyCode,
    command: inDiagnostic.command ?? inText.command,
  };
  const action = status.action ?? (answer.status?.startsWith('2') ? 'delivered' : 'failed');
  if (action !== 'failed' && action !== 'delayed')
    return recipient(status.address, answer, action, null, status.diagnostic);
  const reason = reasonSaid(status.diagnostic ?? '', answer) ?? failureReason(text, answer);
  return recipient(status.address, answer, action, reason, status.diagnostic ?? text);
}

/** What is said of an address counts; where that says nothing, what the whole report says. */
function byText(
  address: string | null,
  said: string,
  notice: string,
  action: DeliveryAction,
): ReportedRecipient {
  const its = smtpAnswerIn(said);
  const ofAll = smtpAnswerIn(notice);
  const answer = {
    status: its.status ?? ofAll.status,
    replyCode: its.replyCode ?? ofAll.replyCode,
    command: its.command ?? ofAll.command,
  };
  if (action !== 'failed' && action !== 'delayed') return recipient(address, answer, action, null, said);
  const reason = reasonSaid(said, answer) ?? failureReason(notice, answer);
  return recipient(address, answer, action, reason, said || notice);
}

function recipient(
  address: string | null,
  { status, replyCode }: { status: string | null; replyCode: string | null },
  action: DeliveryAction,
  reason: ReportedRecipient['reason'],
  said: string | null,
): ReportedRecipient {
  return {
    address,
    status,
    replyCode,
    action,
    isHard: action === 'failed' && reason !== null && isOfTheAddress(reason),
    reason,
    answer: firstOf(said?.replace(/\s+/g, ' ').trim() ?? '', LONGEST_ANSWER) || null,
    feedbackType: null,
  };
}

/** Many reports say `5.0.0` where the server said more. */
function moreTelling(reported: string | null, answered: string | null): string | null {
  if (reported === null || answered === null) return reported ?? answered;
  return /^[45]\.0\.0$/.test(reported) ? answered : reported;
}

/** Without a delivery status: whether the report only says that it takes longer, or that the mail has arrived. */
function actionInText(subject: string, notice: string): DeliveryAction {
  if (DELAYED.test(subject) || DELAYED_TEXT.test(notice)) return 'delayed';
  return DELIVERED.test(subject) ? 'delivered' : 'failed';
}

const DELAYED = /\b(?:delay(?:ed)?|warning|deferred|still being retried|verzögert|retard(?:é|ée|o)?)\b/i;
const DELAYED_TEXT =
  /this is a warning message only|you do not need to re-?send your message|(?:has|have) not yet been delivered|will (?:be retried|continue to be|keep trying)|delivery attempts will continue|no action is required on your part/i;
const DELIVERED =
  /^(?:success(?:ful)?\b|delivered\b|relayed\b|(?:mail|message) (?:delivered|relayed)|delivery (?:status )?notification \((?:success|relay|delivered))/i;
