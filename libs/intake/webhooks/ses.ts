import { type Notice, type NoticeReason, type NoticeType, notice } from '../notice.ts';
import { asIs, type Fields, fieldsOf, instantOf, jsonIn, listOf, textOf, textsOf } from '../payload.ts';
import type { Webhook } from './webhook.ts';

/** What an event of Amazon SES says beyond its mail, and whose it is: one notice for each recipient. */
interface Said {
  readonly type: NoticeType;
  readonly reason?: NoticeReason;
  readonly hard?: boolean;
  readonly description?: string | null;
  readonly answer?: string | null;
  readonly url?: string | null;
  readonly userAgent?: string | null;
  readonly recipients: readonly Recipient[];
}

interface Recipient {
  readonly recipient: string | null;
  readonly answer?: string | null;
  readonly status?: string | null;
}

/** The events of Amazon SES, from both of its ways to publish them, in the envelope that Amazon SNS puts around them. */
export function readSes({ payload }: Webhook): Notice[] {
  const envelope = fieldsOf(payload);
  if (envelope.Type !== 'Notification') return [];
  const message = textOf(envelope.Message);
  // What SES publishes once, when it is set up.
  if (message?.startsWith('Successfully validated SNS topic')) return [];
  const event = fieldsOf(jsonIn(message));
  const mail = fieldsOf(event.mail);
  const name = textOf(event.eventType) ?? textOf(event.notificationType) ?? '';
  const { recipients, ...said } = readEvent(name, event, textsOf(mail.destination));
  const headers = listOf(mail.headers).map(fieldsOf);
  const valuesOf = (wanted: string) =>
    headers.filter((header) => textOf(header.name)?.toLowerCase() === wanted).map(({ value }) => value);
  const messageId = textOf(mail.messageId);
  const own = fieldsOf(event[OBJECTS[name] ?? name.toLowerCase()]);
  const about = {
    ...said,
    said: name,
    // What is no event of SES at all is kept as it came.
    source: name === '' ? payload : event,
    id: textOf(envelope.MessageId),
    occurredAt: instantOf(envelope.Timestamp),
    messageId,
    headerId: textOf(valuesOf('message-id')[0]) ?? textOf(fieldsOf(mail.commonHeaders).messageId),
    touch: textOf(listOf(fieldsOf(mail.tags).touch)[0]),
    tags: textsOf(valuesOf('x-tag')),
    metadata: fieldsOf(jsonIn(valuesOf('x-metadata')[0])),
  };
  // Two topics, or both ways to publish, make one event come twice, in envelopes that differ.
  const at = textOf(own.feedbackId) ?? textOf(own.timestamp) ?? textOf(envelope.MessageId);
  return recipients.map((recipient) =>
    notice({
      ...about,
      ...recipient,
      key: JSON.stringify([name, messageId, at, recipient.recipient, about.url ?? null]),
    }),
  );
}

/** Where an event keeps what is its own, where that is not its name in lower case. */
const OBJECTS: Readonly<Record<string, string>> = {
  DeliveryDelay: 'deliveryDelay',
  'Rendering Failure': 'failure',
};

function readEvent(name: string, event: Fields, destination: readonly string[]): Said {
  const own = fieldsOf(event[OBJECTS[name] ?? name.toLowerCase()]);
  const all = destination.length > 0 ? destination.map((recipient) => ({ recipient })) : [NOBODY];
  switch (name) {
    case 'Send':
      return { type: 'sent', recipients: all };
    case 'Delivery': {
      const recipients = textsOf(own.recipients).map((recipient) => ({ recipient }));
      return { type: 'delivered', answer: asIs(own.smtpResponse), recipients: orAll(recipients, all) };
    }
    case 'DeliveryDelay':
      return {
        type: 'deferred',
        description: textOf(own.delayType),
        recipients: orAll(recipientsIn(own.delayedRecipients), all),
      };
    case 'Bounce':
      return {
        type: 'bounced',
        reason: 'bounced',
        hard:
          own.bounceType === 'Permanent' &&
          !/^(ContentRejected|MessageTooLarge|AttachmentRejected)$/.test(textOf(own.bounceSubType) ?? ''),
        description: `${textOf(own.bounceType) ?? ''}: ${textOf(own.bounceSubType) ?? ''}`,
        recipients: orAll(recipientsIn(own.bouncedRecipients), all),
      };
    case 'Complaint':
      return { ...complaintOf(own), recipients: orAll(recipientsIn(own.complainedRecipients), all) };
    case 'Reject':
      return {
        type: 'rejected',
        reason: 'blocked',
        hard: false,
        description: textOf(own.reason),
        recipients: all,
      };
    case 'Rendering Failure':
      return { type: 'failed', description: textOf(own.errorMessage), recipients: all };
    // Neither says which recipient it was.
    case 'Open':
      return { type: 'opened', userAgent: textOf(own.userAgent), recipients: all };
    case 'Click':
      return { type: 'clicked', userAgent: textOf(own.userAgent), url: textOf(own.link), recipients: all };
    case 'Subscription':
      return { type: subscriptionOf(own), recipients: all };
    default:
      return { type: 'unknown', recipients: all };
  }
}

const NOBODY: Recipient = { recipient: null };

function orAll(recipients: readonly Recipient[], all: readonly Recipient[]): readonly Recipient[] {
  return recipients.length > 0 ? recipients : all;
}

function recipientsIn(list: unknown): Recipient[] {
  return listOf(list)
    .map(fieldsOf)
    .map(({ emailAddress, diagnosticCode, status }) => ({
      recipient: textOf(emailAddress),
      answer: asIs(diagnosticCode),
      status: textOf(status),
    }));
}

/** One who complained before, to whom SES did not deliver; one who says that it is no spam; else one who complains. */
function complaintOf(own: Fields): Omit<Said, 'recipients'> {
  const description = textOf(own.complaintFeedbackType);
  if (own.complaintSubType === 'OnAccountSuppressionList')
    return { type: 'rejected', reason: 'spam', hard: true, description };
  if (description === 'not-spam') return { type: 'unknown', description };
  return { type: 'complained', reason: 'spam', description, userAgent: textOf(own.userAgent) };
}

function subscriptionOf(own: Fields): NoticeType {
  return fieldsOf(own.newTopicPreferences).unsubscribeAll === true ? 'unsubscribed' : 'subscribed';
}
