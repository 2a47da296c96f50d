import { z } from 'zod';
import type { Mailer, MailResult } from '../mailer.ts';
import { headersOf, splitReplyTo } from './headers-of.ts';
import { type Answer, type HttpProvider, type HttpSettings, httpMailer } from './http-mailer.ts';
import { badAddress, refusesUs } from './http-meaning.ts';

export interface PostmarkSettings extends HttpSettings {
  readonly serverToken: string;
  /** The message stream; `outbound` is the transactional one that every server has. */
  readonly stream: string;
}

const took = z.object({ ErrorCode: z.literal(0), MessageID: z.string().min(1) });
const refused = z.object({ ErrorCode: z.number(), Message: z.string() });
const found = z.object({
  Messages: z.array(
    z.object({ MessageID: z.string().min(1), Metadata: z.record(z.string(), z.string()).nullish() }),
  ),
});

/** Codes that speak of the account, its server or its sender: 10 token, 400 and 401 sender, 405 credits, 412 and 413 account, 701 DMARC. */
const OF_THE_ACCOUNT = new Set([10, 100, 400, 401, 405, 412, 413, 701, 1235]);
/** The address bounced or complained before, and Postmark does not write to it again. */
const INACTIVE_RECIPIENT = 406;

/** Postmark. Before an intent is handed over again, its search of sent messages is asked for it. */
export function postmarkMailer(settings: PostmarkSettings): Mailer {
  const { serverToken, stream, url = 'https://api.postmarkapp.com' } = settings;
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-postmark-server-token': serverToken,
  };
  const provider: HttpProvider = {
    name: 'postmark',
    repeats: 'lookup',
    request(mail) {
      const { replyTo, others } = splitReplyTo(headersOf(mail));
      const fields = { ...others, 'X-PM-KeepID': 'true' };
      return {
        url: `${url}/email`,
        headers,
        body: JSON.stringify({
          From: mail.from,
          To: mail.recipient,
          Subject: mail.subject,
          TextBody: mail.text,
          ...(mail.html === null ? {} : { HtmlBody: mail.html }),
          ...(replyTo === null ? {} : { ReplyTo: replyTo }),
          Headers: Object.entries(fields).map(([Name, Value]) => ({ Name, Value })),
          Metadata: { touch: mail.intentId },
          MessageStream: stream,
          TrackOpens: false,
          TrackLinks: 'None',
        }),
      };
    },
    read,
    lookup: {
      request(mail) {
        const query = new URLSearchParams({
          ...{ count: '50', offset: '0', recipient: mail.recipient },
          metadata_touch: mail.intentId,
          messagestream: stream,
        });
        return { method: 'GET', url: `${url}/messages/outbound?${query}`, headers };
      },
      read({ json }, { intentId }) {
        const answer = found.safeParse(json);
        if (!answer.success) {
          return { kind: 'unknown', reason: 'answer-unreadable', detail: 'The search gave no list.' };
        }
        const message = answer.data.Messages.find(({ Metadata }) => Metadata?.touch === intentId);
        return message ? { kind: 'accepted', providerMessageId: message.MessageID } : null;
      },
    },
  };
  return httpMailer(provider, settings);
}

function read({ status, json }: Answer): MailResult | null {
  if (status === 200) {
    const id = took.safeParse(json).data?.MessageID;
    if (id !== undefined) return { kind: 'accepted', providerMessageId: id };
  }
  const answer = refused.safeParse(json);
  if (!answer.success) return null;
  const { ErrorCode, Message } = answer.data;
  const detail = `${status} ${ErrorCode}: ${Message}`;
  if (ErrorCode === INACTIVE_RECIPIENT) return badAddress(detail);
  if (ErrorCode === 300 && /\bTo\b|recipient/i.test(Message)) return badAddress(detail);
  if (OF_THE_ACCOUNT.has(ErrorCode)) return refusesUs(detail);
  return null;
}
