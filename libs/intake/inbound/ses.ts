import { z } from 'zod';
import { fromBase64 } from './compose-mail.ts';
import { malformed } from './malformed.ts';
import { readJson } from './read-json.ts';
import { type InboundPost, type ReceivedMail, received } from './received-mail.ts';

const wrapped = z.object({ Type: z.string(), Message: z.string() });
const notice = z.object({
  notificationType: z.literal('Received'),
  mail: z.object({
    timestamp: z.string(),
    source: z.string().nullish(),
    messageId: z.string(),
    destination: z.array(z.string()).nullish(),
  }),
  receipt: z.object({
    recipients: z.array(z.string()).nullish(),
    spamVerdict: z.object({ status: z.string() }).nullish(),
    action: z.object({ type: z.string(), encoding: z.string().nullish() }),
  }),
  content: z.string().nullish(),
});

/** A receipt rule of Amazon SES with the action SNS: a notice inside of a message of SNS, or bare (raw delivery). */
export function readSes(post: InboundPost): ReceivedMail[] {
  const body = readJson('SES', post.body);
  const message = wrapped.safeParse(body).data;
  const parsed = notice.safeParse(message ? readJson('SES', message.Message) : body);
  if (!parsed.success)
    throw malformed(
      'SES',
      'it is no notice of a mail that was received',
      'Publish the topic of a receipt rule here.',
    );
  const { mail, receipt, content } = parsed.data;
  if (content == null)
    throw malformed(
      'SES',
      `the mail itself is not in it, as the rule's action is ${receipt.action.type}`,
      'Give the receipt rule the action "Publish to Amazon SNS topic", which carries mails of up to 150 KB.',
    );
  const raw =
    receipt.action.encoding?.toUpperCase() === 'BASE64'
      ? fromBase64(content)
      : new TextEncoder().encode(content);
  if (raw === null) throw malformed('SES', 'its content is not base 64');
  const at = Date.parse(mail.timestamp);
  const verdict = receipt.spamVerdict?.status.toUpperCase();
  return [
    received({
      id: mail.messageId,
      receivedAt: Number.isNaN(at) ? null : at,
      sender: mail.source ?? null,
      recipients: receipt.recipients ?? mail.destination ?? [],
      raw,
      spam: verdict === 'FAIL' ? true : verdict === 'PASS' ? false : null,
    }),
  ];
}
