import { z } from 'zod';
import type { Mailer, MailResult } from '../mailer.ts';
import { headersOf, splitReplyTo } from './headers-of.ts';
import { type Answer, type HttpProvider, type HttpSettings, httpMailer } from './http-mailer.ts';
import { badAddress, refusesUs } from './http-meaning.ts';

const took = z.object({ id: z.string().min(1) });
const refused = z.object({ name: z.string(), message: z.string() });

/** Resend. It drops repeats of an Idempotency-Key for 24 hours, so an intent can be handed over again within that time. */
export function resendMailer(settings: HttpSettings & { readonly apiKey: string }): Mailer {
  const { apiKey, url = 'https://api.resend.com' } = settings;
  const provider: HttpProvider = {
    name: 'resend',
    repeats: 'keyed',
    request(mail) {
      const { replyTo, others } = splitReplyTo(headersOf(mail));
      return {
        url: `${url}/emails`,
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': mail.intentId,
        },
        body: JSON.stringify({
          from: mail.from,
          to: [mail.recipient],
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === null ? {} : { html: mail.html }),
          ...(replyTo === null ? {} : { reply_to: replyTo }),
          headers: others,
          tags: [{ name: 'touch', value: mail.intentId }],
        }),
      };
    },
    read,
  };
  return httpMailer(provider, settings);
}

function read({ status, json }: Answer): MailResult | null {
  if (status === 200) {
    const id = took.safeParse(json).data?.id;
    return id === undefined ? null : { kind: 'accepted', providerMessageId: id };
  }
  const { name, message } = refused.safeParse(json).data ?? { name: '', message: '' };
  const detail = `${status} ${name}: ${message}`;
  // The key was used before with other words (the contact has changed since): that mail was taken.
  if (name === 'invalid_idempotent_request') return { kind: 'accepted' };
  if (name === 'concurrent_idempotent_requests') return { kind: 'unknown', reason: 'timeout', detail };
  if (/quota_exceeded$/.test(name) || /api.?key/i.test(message)) return refusesUs(detail);
  if (name === 'validation_error' && /[`'"]to[`'"]/.test(message)) return badAddress(detail);
  if (/[`'"]from[`'"]|domain/i.test(message) && status < 500) return refusesUs(detail);
  return null;
}
