import { z } from 'zod';
import { readAddress } from '../address.ts';
import type { Mailer, MailResult } from '../mailer.ts';
import { headersOf, splitReplyTo } from './headers-of.ts';
import { type Answer, type HttpProvider, type HttpSettings, httpMailer } from './http-mailer.ts';
import { badAddress, refusesUs } from './http-meaning.ts';

export interface SendgridSettings extends HttpSettings {
  readonly apiKey: string;
  readonly region: 'global' | 'eu';
}

const HOSTS = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' };

const refused = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
});

/** SendGrid, v3. Nothing of it recognizes a repeat. What it would add to a mail (links, pixel, footer) is turned off. */
export function sendgridMailer(settings: SendgridSettings): Mailer {
  const { apiKey, region, url = HOSTS[region] } = settings;
  const provider: HttpProvider = {
    name: 'sendgrid',
    repeats: 'blind',
    request(mail) {
      const { replyTo, others } = splitReplyTo(headersOf(mail));
      return {
        url: `${url}/v3/mail/send`,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          personalizations: [{ to: [{ email: mail.recipient }], custom_args: { touch: mail.intentId } }],
          from: party(mail.from),
          ...(replyTo === null ? {} : { reply_to: party(replyTo) }),
          subject: mail.subject,
          content: [
            { type: 'text/plain', value: mail.text },
            ...(mail.html === null ? [] : [{ type: 'text/html', value: mail.html }]),
          ],
          headers: others,
          tracking_settings: {
            click_tracking: { enable: false },
            open_tracking: { enable: false },
            subscription_tracking: { enable: false },
          },
        }),
      };
    },
    read,
  };
  return httpMailer(provider, settings);
}

function party(text: string): { email: string; name?: string } {
  const { name, address } = readAddress(text) ?? { name: '', address: text };
  return name === '' ? { email: address } : { email: address, name };
}

function read({ status, headers, json }: Answer): MailResult | null {
  if (status === 202) {
    const id = headers.get('x-message-id');
    return { kind: 'accepted', ...(id === null ? {} : { providerMessageId: id }) };
  }
  const errors = refused.safeParse(json).data?.errors ?? [];
  const detail = `${status} ${errors.map(({ message }) => message).join('; ')}`;
  if (status === 400 && errors.some(({ field }) => /^personalizations\.\d+\.to/.test(field ?? ''))) {
    return badAddress(detail);
  }
  if (status === 400 && errors.some(({ field }) => /^from/.test(field ?? ''))) return refusesUs(detail);
  return null;
}
